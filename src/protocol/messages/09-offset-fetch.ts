import { defineApi } from '../define-api.ts'
import { array, bool, int16, int32, int64, string, struct, uuid } from '../schema/index.ts'

/** Reads the stored offsets of groups. */
export const OffsetFetch = defineApi({
  key: 9,
  name: 'OffsetFetch',
  versions: [1, 10],
  flexibleFrom: 6,
  request: struct({
    groupId: string({ until: 7 }),
    topics: array(struct({ name: string(), partitionIndexes: array(int32()) }), { until: 7, nullable: 2 }),
    groups: array(
      struct({
        groupId: string(),
        memberId: string({ since: 9, nullable: 9, default: null }),
        memberEpoch: int32({ since: 9, default: -1 }),
        topics: array(
          struct({ name: string({ until: 9 }), topicId: uuid({ since: 10 }), partitionIndexes: array(int32()) }),
          { nullable: 8 },
        ),
      }),
      { since: 8 },
    ),
    requireStable: bool({ since: 7, default: false }),
  }),
  response: struct({
    throttleTimeMs: int32({ since: 3, default: 0 }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 5, default: -1 }),
            metadata: string({ nullable: 0 }),
            errorCode: int16(),
          }),
        ),
      }),
      { until: 7 },
    ),
    errorCode: int16({ since: 2, until: 7, default: 0 }),
    groups: array(
      struct({
        groupId: string(),
        topics: array(
          struct({
            name: string({ until: 9 }),
            topicId: uuid({ since: 10 }),
            partitions: array(
              struct({
                partitionIndex: int32(),
                committedOffset: int64(),
                committedLeaderEpoch: int32({ default: -1 }),
                metadata: string({ nullable: 8 }),
                errorCode: int16(),
              }),
            ),
          }),
        ),
        errorCode: int16({ default: 0 }),
      }),
      { since: 8 },
    ),
  }),
})
