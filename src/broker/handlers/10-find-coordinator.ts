import { ErrorCode, FindCoordinator, type RequestOf } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { ensureInternalTopic } from '../cluster/internal-topics.ts'
import { defineHandler } from './handler.ts'

type Request = RequestOf<typeof FindCoordinator>

/** Since version 4 a request asks for several keys. */
const BATCHED = 4
const GROUP = 0
const TRANSACTION = 1

/** This broker coordinates everything. */
export const findCoordinator = defineHandler(FindCoordinator, {
  async handle(request, { broker, version }) {
    const before = broker.cluster.topicCount
    if (request.keyType === GROUP) ensureInternalTopic(broker, 'group')
    if (request.keyType === TRANSACTION) ensureInternalTopic(broker, 'transaction')
    if (broker.cluster.topicCount > before) await broker.cluster.settle()
    return answer(broker, request, version)
  },
  refuse: (request, code, { broker, version }) => answer(broker, request, version, code),
})

function answer(broker: BrokerContext, request: Request, version: number, errorCode = checkType(request.keyType)) {
  const node =
    errorCode === 0
      ? { nodeId: broker.nodeId, host: broker.endpoint.host, port: broker.endpoint.port }
      : { nodeId: -1, host: '', port: -1 }
  if (version < BATCHED) return { errorCode, errorMessage: errorCode === 0 ? 'NONE' : '', ...node }
  return { coordinators: request.coordinatorKeys.map((key) => ({ key, ...node, errorCode, errorMessage: '' })) }
}

const checkType = (keyType: number) => (keyType === GROUP || keyType === TRANSACTION ? 0 : ErrorCode.INVALID_REQUEST)
