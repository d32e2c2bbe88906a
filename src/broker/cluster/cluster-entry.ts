/** Changes of the cluster's state, in the order in which they were made. */
export type ClusterEntry =
  | { readonly type: 'start'; readonly leaderEpoch: number }
  | {
      readonly type: 'topic'
      readonly name: string
      readonly id: string
      readonly partitions: number
      readonly settings: Readonly<Record<string, string>>
    }
  | { readonly type: 'topic-removed'; readonly id: string }
  /** Settings of the broker (`1`) or of all brokers (empty name). */
  | { readonly type: 'broker-settings'; readonly name: string; readonly settings: Readonly<Record<string, string>> }
  | { readonly type: 'group-settings'; readonly group: string; readonly settings: Readonly<Record<string, string>> }
  /** Ids below this one may have been given out. */
  | { readonly type: 'producer-ids'; readonly next: number }
  | {
      readonly type: 'scram'
      readonly user: string
      readonly mechanism: number
      readonly credential: ScramEntry | null
    }

/** A stored SCRAM credential; bytes as base64. */
export interface ScramEntry {
  readonly salt: string
  readonly iterations: number
  readonly storedKey: string
  readonly serverKey: string
}
