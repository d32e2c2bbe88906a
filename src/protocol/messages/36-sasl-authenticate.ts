import { defineApi } from '../define-api.ts'
import { bytes, int16, int64, string, struct } from '../schema/index.ts'

/** One step of a SASL exchange. */
export const SaslAuthenticate = defineApi({
  key: 36,
  name: 'SaslAuthenticate',
  versions: [0, 2],
  flexibleFrom: 2,
  request: struct({ authBytes: bytes() }),
  response: struct({
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ since: 1, default: 0n }),
  }),
})
