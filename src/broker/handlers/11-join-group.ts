import { JoinGroup } from '../../protocol/index.ts'
import { refuseJoin } from '../groups/classic/join-answer.ts'
import { clientIdentity } from './client-identity.ts'
import { defineHandler } from './handler.ts'

export const joinGroup = defineHandler(JoinGroup, {
  handle: (request, context) =>
    context.broker.groups.join(request, {
      client: clientIdentity(context),
      requiresMemberId: context.version >= 4,
      canSkipAssignment: context.version >= 9,
      gone: context.gone,
    }),
  refuse: (request, code) => refuseJoin(code, request.memberId),
})
