import { DescribeCluster, ErrorCode } from '../../protocol/index.ts'
import { clusterOperations } from './authorized-operations.ts'
import { defineHandler } from './handler.ts'

/** Endpoint type of brokers; the other one is that of controllers. */
const BROKERS = 1

export const describeCluster = defineHandler(DescribeCluster, {
  handle(request, { broker }) {
    const { nodeId, endpoint, rack, clusterId } = broker
    if (request.endpointType !== BROKERS) {
      return {
        errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE,
        errorMessage:
          'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER',
        clusterId: '',
        brokers: [],
      }
    }
    return {
      errorCode: 0,
      endpointType: BROKERS,
      clusterId,
      controllerId: nodeId,
      brokers: [{ brokerId: nodeId, host: endpoint.host, port: endpoint.port, rack, isFenced: false }],
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? clusterOperations : undefined,
    }
  },
  refuse: (_request, errorCode) => ({ errorCode, clusterId: '', brokers: [] }),
})
