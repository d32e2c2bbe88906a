import { defineApi } from '../define-api.ts'
import { int16, int32, string, struct } from '../schema/index.ts'

/** Keeps a member of a classic group alive. */
export const Heartbeat = defineApi({
  key: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleFrom: 4,
  request: struct({
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ since: 3, nullable: 3, default: null }),
  }),
  response: struct({ throttleTimeMs: int32({ since: 1, default: 0 }), errorCode: int16() }),
})
