import { defineApi } from '../define-api.ts'
import { array, int8, int16, int32, int64, string, struct } from '../schema/index.ts'

/** Finds offsets by timestamp, or the first, last and newest (-2, -1, -3). */
export const ListOffsets = defineApi({
  key: 2,
  name: 'ListOffsets',
  versions: [1, 11],
  flexibleFrom: 6,
  request: struct({
    replicaId: int32(),
    isolationLevel: int8({ since: 2 }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({ partitionIndex: int32(), currentLeaderEpoch: int32({ since: 4, default: -1 }), timestamp: int64() }),
        ),
      }),
    ),
    timeoutMs: int32({ since: 10 }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 2, default: 0 }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            timestamp: int64({ default: -1n }),
            offset: int64({ default: -1n }),
            leaderEpoch: int32({ since: 4, default: -1 }),
          }),
        ),
      }),
    ),
  }),
})
