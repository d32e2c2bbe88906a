import { defineApi } from '../define-api.ts'
import { array, int16, int32, string, struct } from '../schema/index.ts'

/** The groups of a broker. */
export const ListGroups = defineApi({
  key: 16,
  name: 'ListGroups',
  versions: [0, 5],
  flexibleFrom: 3,
  request: struct({ statesFilter: array(string(), { since: 4 }), typesFilter: array(string(), { since: 5 }) }),
  response: struct({
    throttleTimeMs: int32({ since: 1, default: 0 }),
    errorCode: int16(),
    groups: array(
      struct({
        groupId: string(),
        protocolType: string(),
        groupState: string({ since: 4 }),
        groupType: string({ since: 5 }),
      }),
    ),
  }),
})
