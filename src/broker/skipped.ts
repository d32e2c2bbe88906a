/** An API of Apache Kafka 4.3 that this broker does not announce, or announces with fewer versions, and why. */
export interface Skipped {
  readonly key: number
  readonly name: string
  /** Versions that are missing; all of them when absent. */
  readonly versions?: readonly [min: number, max: number]
  readonly reason: string
}

const tokens = 'Delegation tokens stand in for Kerberos credentials, which are not supported either.'
const metrics = 'There is nobody to send client metrics to; clients that are not offered the API do without.'
const oneReplica = 'There is one broker with one log directory: nothing can be moved.'
const share = 'Share groups (KIP-932) are not implemented; `share.version` is not among the features.'
const streams = 'The streams group protocol (KIP-1071) is not implemented; Kafka Streams uses classic groups then.'
const raft = 'There is no quorum of controllers to change.'

/** Held against what ApiVersions announces by a test. */
export const skipped: readonly Skipped[] = [
  {
    key: 17,
    name: 'SaslHandshake',
    versions: [0, 0],
    reason: 'Tokens without headers, which no current client sends.',
  },
  { key: 22, name: 'InitProducerId', versions: [6, 6], reason: 'Two-phase commit (KIP-939) is unstable in Kafka 4.3.' },
  { key: 34, name: 'AlterReplicaLogDirs', reason: oneReplica },
  { key: 38, name: 'CreateDelegationToken', reason: tokens },
  { key: 39, name: 'RenewDelegationToken', reason: tokens },
  { key: 40, name: 'ExpireDelegationToken', reason: tokens },
  { key: 41, name: 'DescribeDelegationToken', reason: tokens },
  { key: 45, name: 'AlterPartitionReassignments', reason: oneReplica },
  { key: 48, name: 'DescribeClientQuotas', reason: 'Quotas by client are not enforced, so none can be set.' },
  { key: 49, name: 'AlterClientQuotas', reason: 'Quotas by client are not enforced, so none can be set.' },
  { key: 55, name: 'DescribeQuorum', reason: raft },
  { key: 57, name: 'UpdateFeatures', reason: 'The feature levels are those of the software.' },
  { key: 64, name: 'UnregisterBroker', reason: 'There is one broker.' },
  { key: 71, name: 'GetTelemetrySubscriptions', reason: metrics },
  { key: 72, name: 'PushTelemetry', reason: metrics },
  { key: 76, name: 'ShareGroupHeartbeat', reason: share },
  { key: 77, name: 'ShareGroupDescribe', reason: share },
  { key: 78, name: 'ShareFetch', reason: share },
  { key: 79, name: 'ShareAcknowledge', reason: share },
  { key: 80, name: 'AddRaftVoter', reason: raft },
  { key: 81, name: 'RemoveRaftVoter', reason: raft },
  { key: 83, name: 'InitializeShareGroupState', reason: share },
  { key: 84, name: 'ReadShareGroupState', reason: share },
  { key: 85, name: 'WriteShareGroupState', reason: share },
  { key: 86, name: 'DeleteShareGroupState', reason: share },
  { key: 87, name: 'ReadShareGroupStateSummary', reason: share },
  { key: 88, name: 'StreamsGroupHeartbeat', reason: streams },
  { key: 89, name: 'StreamsGroupDescribe', reason: streams },
  { key: 90, name: 'DescribeShareGroupOffsets', reason: share },
  { key: 91, name: 'AlterShareGroupOffsets', reason: share },
  { key: 92, name: 'DeleteShareGroupOffsets', reason: share },
]
