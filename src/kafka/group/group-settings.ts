/** The settings of a group member, with Kafka's keys in the comments. All times in milliseconds. */
export interface GroupSettings {
  /** `group.id` */
  readonly groupId: string
  /** `group.instance.id`: set for a static member (KIP-345), which keeps its place over restarts. */
  readonly groupInstanceId: string | null
  /** `session.timeout.ms` */
  readonly sessionTimeoutMs: number
  /** `max.poll.interval.ms` for consumers, `rebalance.timeout.ms` for Connect workers. */
  readonly rebalanceTimeoutMs: number
  /** `heartbeat.interval.ms` */
  readonly heartbeatIntervalMs: number
  /** `retry.backoff.ms` and `retry.backoff.max.ms` */
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
}
