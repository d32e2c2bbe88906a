/** A feature level of the cluster (KIP-584): what clients may rely on. */
export interface Feature {
  readonly name: string
  readonly min: number
  readonly max: number
  /** The level that is in force. */
  readonly level: number
}

/**
 * Apache Kafka 4.3's levels of what this broker has: transactions with epoch bump at each end (KIP-890) and the KIP-848
 * group protocol. `metadata.version` is there because clients ask for it; nothing here depends on it.
 */
const newest: readonly Feature[] = [
  { name: 'group.version', min: 0, max: 1, level: 1 },
  { name: 'metadata.version', min: 7, max: 30, level: 30 },
  { name: 'transaction.version', min: 0, max: 2, level: 2 },
]

/** @param levels - by name, for features that are not at the level of above, as after `kafka-features.sh downgrade` */
export function featuresAt(levels: Readonly<Record<string, number>> = {}): readonly Feature[] {
  return newest.map((feature) => ({ ...feature, level: levels[feature.name] ?? feature.level }))
}

export const levelOf = (features: readonly Feature[], name: string): number =>
  features.find((feature) => feature.name === name)?.level ?? 0
