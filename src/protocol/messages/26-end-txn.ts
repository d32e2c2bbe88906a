import { defineApi } from '../define-api.ts'
import { bool, int16, int32, int64, string, struct } from '../schema/index.ts'

/** Commits or aborts a transaction. */
export const EndTxn = defineApi({
  key: 26,
  name: 'EndTxn',
  versions: [0, 5],
  flexibleFrom: 3,
  request: struct({ transactionalId: string(), producerId: int64(), producerEpoch: int16(), committed: bool() }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    producerId: int64({ since: 5, default: -1n }),
    producerEpoch: int16({ since: 5, default: -1 }),
  }),
})
