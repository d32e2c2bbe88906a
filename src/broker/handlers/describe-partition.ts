import type { BrokerContext } from '../broker-context.ts'

/** A partition as Metadata and DescribeTopicPartitions show it: this broker leads it and is its only replica. */
export const describePartition = ({ nodeId, cluster }: BrokerContext, partitionIndex: number) => ({
  errorCode: 0,
  partitionIndex,
  leaderId: nodeId,
  leaderEpoch: cluster.leaderEpoch,
  replicaNodes: [nodeId],
  isrNodes: [nodeId],
  offlineReplicas: [],
})
