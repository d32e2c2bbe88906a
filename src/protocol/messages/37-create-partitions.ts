import { defineApi } from '../define-api.ts'
import { array, bool, int16, int32, string, struct } from '../schema/index.ts'

/** Adds partitions to topics. */
export const CreatePartitions = defineApi({
  key: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleFrom: 2,
  request: struct({
    topics: array(
      struct({
        name: string(),
        count: int32(),
        assignments: array(struct({ brokerIds: array(int32()) }), { nullable: 0 }),
      }),
    ),
    timeoutMs: int32(),
    validateOnly: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct({ name: string(), errorCode: int16(), errorMessage: string({ nullable: 0, default: null }) }),
    ),
  }),
})
