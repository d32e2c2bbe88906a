import { defineApi } from '../define-api.ts'
import { array, int16, int32, int64, string, struct, uuid } from '../schema/index.ts'

/** Stores offsets of a group. */
export const OffsetCommit = defineApi({
  key: 8,
  name: 'OffsetCommit',
  versions: [2, 10],
  flexibleFrom: 8,
  request: struct({
    groupId: string(),
    generationIdOrMemberEpoch: int32({ default: -1 }),
    memberId: string(),
    groupInstanceId: string({ since: 7, nullable: 7, default: null }),
    retentionTimeMs: int64({ until: 4, default: -1n }),
    topics: array(
      struct({
        name: string({ until: 9 }),
        topicId: uuid({ since: 10 }),
        partitions: array(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 6, default: -1 }),
            committedMetadata: string({ nullable: 0 }),
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 3, default: 0 }),
    topics: array(
      struct({
        name: string({ until: 9 }),
        topicId: uuid({ since: 10 }),
        partitions: array(struct({ partitionIndex: int32(), errorCode: int16() })),
      }),
    ),
  }),
})
