import { SyncGroup } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

export const syncGroup = defineHandler(SyncGroup, {
  handle: (request, { broker }) => broker.groups.sync(request),
  refuse: (_request, errorCode) => ({ errorCode, assignment: Buffer.alloc(0) }),
})
