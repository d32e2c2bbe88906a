import { defineApi } from '../define-api.ts'
import { array, int16, string, struct } from '../schema/index.ts'

/** Chooses a SASL mechanism. */
export const SaslHandshake = defineApi({
  key: 17,
  name: 'SaslHandshake',
  versions: [0, 1],
  request: struct({ mechanism: string() }),
  response: struct({ errorCode: int16(), mechanisms: array(string()) }),
})
