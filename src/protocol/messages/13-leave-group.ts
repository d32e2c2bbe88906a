import { defineApi } from '../define-api.ts'
import { array, int16, int32, string, struct } from '../schema/index.ts'

/** Takes members out of a classic group. */
export const LeaveGroup = defineApi({
  key: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleFrom: 4,
  request: struct({
    groupId: string(),
    memberId: string({ until: 2 }),
    members: array(
      struct({
        memberId: string(),
        groupInstanceId: string({ nullable: 3, default: null }),
        reason: string({ since: 5, nullable: 5, default: null }),
      }),
      { since: 3 },
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 1, default: 0 }),
    errorCode: int16(),
    members: array(struct({ memberId: string(), groupInstanceId: string({ nullable: 3 }), errorCode: int16() }), {
      since: 3,
    }),
  }),
})
