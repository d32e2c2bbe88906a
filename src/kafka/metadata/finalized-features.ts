interface FinalizedLevel {
  readonly name: string
  readonly maxVersionLevel: number
}

/** Levels of the features that the cluster has agreed on (KIP-584), as told by the broker that knows the latest. */
export class FinalizedFeatures {
  private epoch = -1n
  private levels: ReadonlyMap<string, number> = new Map()

  /** Takes over what a broker says in ApiVersions, unless another one has told something later. */
  note(epoch: bigint, features: readonly FinalizedLevel[]): void {
    if (epoch < 0n || epoch < this.epoch) return
    this.epoch = epoch
    this.levels = new Map(features.map((one) => [one.name, one.maxVersionLevel]))
  }

  /** 0 for a feature that is not there, or while no broker has answered. */
  levelOf(name: string): number {
    return this.levels.get(name) ?? 0
  }
}
