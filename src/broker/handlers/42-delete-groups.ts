import { DeleteGroups } from '../../protocol/index.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler } from './handler.ts'

export const deleteGroups = defineHandler(DeleteGroups, {
  async handle(request, { broker }) {
    const results = request.groupsNames.map((groupId) => {
      try {
        broker.groups.deleteGroup(groupId)
        return { groupId, errorCode: 0 }
      } catch (error) {
        return { groupId, errorCode: asFailure(error, broker.log, `deleting group ${groupId}`).code }
      }
    })
    await broker.groups.settle()
    return { results }
  },
  refuse: (request, errorCode) => ({ results: request.groupsNames.map((groupId) => ({ groupId, errorCode })) }),
})
