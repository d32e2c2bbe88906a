import { defineApi } from '../define-api.ts'
import { array, bool, int8, int16, int32, string, struct } from '../schema/index.ts'

/** Changes finalized features. */
export const UpdateFeatures = defineApi({
  key: 57,
  name: 'UpdateFeatures',
  versions: [0, 2],
  flexibleFrom: 0,
  request: struct({
    timeoutMs: int32({ default: 60000 }),
    featureUpdates: array(
      struct({
        feature: string(),
        maxVersionLevel: int16(),
        allowDowngrade: bool({ until: 0 }),
        upgradeType: int8({ since: 1, default: 1 }),
      }),
    ),
    validateOnly: bool({ since: 1, default: false }),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: 0 }),
    results: array(struct({ feature: string(), errorCode: int16(), errorMessage: string({ nullable: 0 }) }), {
      until: 1,
    }),
  }),
})
