import { DescribeCluster } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError } from '../kafka-error.ts'
import type { BrokerNode } from '../metadata/metadata-cache.ts'

export interface DescribedCluster {
  readonly clusterId: string
  /** With KRaft any broker: it passes admin requests on. */
  readonly controllerId: number
  readonly brokers: readonly BrokerNode[]
}

export async function describeCluster(cluster: KafkaCluster): Promise<DescribedCluster> {
  const body = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: false }
  const { errorCode, errorMessage, clusterId, controllerId, brokers } = await cluster.request(
    DescribeCluster,
    body,
    'any',
  )
  if (errorCode !== 0) throw kafkaError(errorCode, { api: 'DescribeCluster', text: errorMessage })
  return {
    clusterId,
    controllerId,
    brokers: brokers.map(({ brokerId, host, port, rack }) => ({ nodeId: brokerId, host, port, rack })),
  }
}
