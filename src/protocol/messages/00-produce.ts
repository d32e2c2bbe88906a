import { defineApi } from '../define-api.ts'
import { array, int16, int32, int64, records, string, struct, uuid } from '../schema/index.ts'

/** Appends record batches to partitions. */
export const Produce = defineApi({
  key: 0,
  name: 'Produce',
  versions: [3, 13],
  flexibleFrom: 9,
  request: struct({
    transactionalId: string({ nullable: 3, default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array(
      struct({
        name: string({ until: 12 }),
        topicId: uuid({ since: 13 }),
        partitionData: array(struct({ index: int32(), records: records({ nullable: 0 }) })),
      }),
    ),
  }),
  response: struct({
    responses: array(
      struct({
        name: string({ until: 12 }),
        topicId: uuid({ since: 13 }),
        partitionResponses: array(
          struct({
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ default: -1n }),
            logStartOffset: int64({ since: 5, default: -1n }),
            recordErrors: array(
              struct({ batchIndex: int32(), batchIndexErrorMessage: string({ nullable: 8, default: null }) }),
              { since: 8 },
            ),
            errorMessage: string({ since: 8, nullable: 8, default: null }),
            currentLeader: struct(
              { leaderId: int32({ default: -1 }), leaderEpoch: int32({ default: -1 }) },
              { since: 10, tag: 0 },
            ),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ default: 0 }),
    nodeEndpoints: array(
      struct({ nodeId: int32(), host: string(), port: int32(), rack: string({ nullable: 10, default: null }) }),
      { since: 10, tag: 0 },
    ),
  }),
})
