import { LeaveGroup } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler } from './handler.ts'

/** Since version 3 several members can be taken out, each with its own error. */
const BATCHED = 3

export const leaveGroup = defineHandler(LeaveGroup, {
  handle(request, { broker, version }) {
    const { groupId } = request
    if (version < BATCHED) {
      broker.groups.leave(groupId, { memberId: request.memberId, groupInstanceId: null })
      return { errorCode: 0 }
    }
    const members = request.members.map(({ memberId, groupInstanceId }) => {
      try {
        broker.groups.leave(groupId, { memberId, groupInstanceId })
        return { memberId, groupInstanceId, errorCode: 0 }
      } catch (error) {
        if (error instanceof KafkaFailure) return { memberId, groupInstanceId, errorCode: error.code }
        throw error
      }
    })
    return { errorCode: 0, members }
  },
  refuse: (_request, errorCode) => ({ errorCode, members: [] }),
})
