import { defineApi } from '../define-api.ts'
import { array, bytes, int8, int16, int32, string, struct } from '../schema/index.ts'

/** Adds, changes and removes SCRAM users. */
export const AlterUserScramCredentials = defineApi({
  key: 51,
  name: 'AlterUserScramCredentials',
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({
    deletions: array(struct({ name: string(), mechanism: int8() })),
    upsertions: array(
      struct({ name: string(), mechanism: int8(), iterations: int32(), salt: bytes(), saltedPassword: bytes() }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    results: array(struct({ user: string(), errorCode: int16(), errorMessage: string({ nullable: 0 }) })),
  }),
})
