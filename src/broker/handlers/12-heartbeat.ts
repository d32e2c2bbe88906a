import { Heartbeat } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

export const heartbeat = defineHandler(Heartbeat, {
  handle(request, { broker }) {
    broker.groups.heartbeat(request)
    return { errorCode: 0 }
  },
  refuse: (_request, errorCode) => ({ errorCode }),
})
