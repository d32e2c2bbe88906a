import { defineApi } from '../define-api.ts'
import { array, int16, int32, string, struct } from '../schema/index.ts'

/** Moves replicas between log directories. */
export const AlterReplicaLogDirs = defineApi({
  key: 34,
  name: 'AlterReplicaLogDirs',
  versions: [1, 2],
  flexibleFrom: 2,
  request: struct({
    dirs: array(struct({ path: string(), topics: array(struct({ name: string(), partitions: array(int32()) })) })),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: array(
      struct({ topicName: string(), partitions: array(struct({ partitionIndex: int32(), errorCode: int16() })) }),
    ),
  }),
})
