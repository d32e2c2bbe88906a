import { defineApi } from '../define-api.ts'
import { array, bool, int16, int32, int64, string, struct } from '../schema/index.ts'

/** Size and place of logs. */
export const DescribeLogDirs = defineApi({
  key: 35,
  name: 'DescribeLogDirs',
  versions: [1, 5],
  flexibleFrom: 2,
  request: struct({ topics: array(struct({ topic: string(), partitions: array(int32()) }), { nullable: 0 }) }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 3 }),
    results: array(
      struct({
        errorCode: int16(),
        logDir: string(),
        topics: array(
          struct({
            name: string(),
            partitions: array(
              struct({ partitionIndex: int32(), partitionSize: int64(), offsetLag: int64(), isFutureKey: bool() }),
            ),
          }),
        ),
        totalBytes: int64({ since: 4, default: -1n }),
        usableBytes: int64({ since: 4, default: -1n }),
        isCordoned: bool({ since: 5, default: false }),
      }),
    ),
  }),
})
