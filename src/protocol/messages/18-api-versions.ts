import { defineApi } from '../define-api.ts'
import { array, bool, int16, int32, int64, string, struct } from '../schema/index.ts'

/** The APIs and versions a broker speaks, and its features. */
export const ApiVersions = defineApi({
  key: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexibleFrom: 3,
  request: struct({ clientSoftwareName: string({ since: 3 }), clientSoftwareVersion: string({ since: 3 }) }),
  response: struct({
    errorCode: int16(),
    apiKeys: array(struct({ apiKey: int16(), minVersion: int16(), maxVersion: int16() })),
    throttleTimeMs: int32({ since: 1, default: 0 }),
    supportedFeatures: array(struct({ name: string(), minVersion: int16(), maxVersion: int16() }), {
      since: 3,
      tag: 0,
    }),
    finalizedFeaturesEpoch: int64({ since: 3, default: -1n, tag: 1 }),
    finalizedFeatures: array(struct({ name: string(), maxVersionLevel: int16(), minVersionLevel: int16() }), {
      since: 3,
      tag: 2,
    }),
    zkMigrationReady: bool({ since: 3, default: false, tag: 3 }),
  }),
})
