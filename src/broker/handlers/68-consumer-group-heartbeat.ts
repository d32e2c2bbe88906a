import { ConsumerGroupHeartbeat } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { randomUuid } from '../system/random.ts'
import { clientIdentity } from './client-identity.ts'
import { defineHandler } from './handler.ts'

export const consumerGroupHeartbeat = defineHandler(ConsumerGroupHeartbeat, {
  handle(request, context) {
    const { groups, random } = context.broker
    // Since version 1 the member makes up its id (KIP-1082).
    const hasNoId = context.version === 0 && request.memberId === '' && request.memberEpoch === 0
    const memberId = hasNoId ? randomUuid(random) : request.memberId
    try {
      return groups.consumerHeartbeat({ ...request, memberId }, clientIdentity(context))
    } catch (error) {
      if (!(error instanceof KafkaFailure)) throw error
      return { errorCode: error.code, errorMessage: error.message, memberEpoch: 0, heartbeatIntervalMs: 0 }
    }
  },
  refuse: (_request, errorCode) => ({ errorCode, memberEpoch: 0, heartbeatIntervalMs: 0 }),
})
