import { ApiVersions, ErrorCode } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { defineHandler } from './handler.ts'

/** librdkafka up to 2.11 looks for Produce version 0 before it trusts a broker (KAFKA-18659). */
const PRODUCE = 0
const namePattern = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

export const apiVersions = defineHandler(ApiVersions, {
  handle(request, { broker, session, version }) {
    if (version >= 3) {
      const { clientSoftwareName, clientSoftwareVersion } = request
      if (!namePattern.test(clientSoftwareName) || !namePattern.test(clientSoftwareVersion)) {
        return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] }
      }
      session.clientSoftwareName = clientSoftwareName
      session.clientSoftwareVersion = clientSoftwareVersion
    }
    return {
      errorCode: 0,
      apiKeys: apiKeys(broker),
      // Version 3 clients refuse a feature that starts at 0.
      supportedFeatures: broker.features.map(({ name, min, max }) => ({
        name,
        minVersion: version < 4 ? Math.max(min, 1) : min,
        maxVersion: max,
      })),
      finalizedFeaturesEpoch: 1n,
      finalizedFeatures: broker.features
        .filter(({ level }) => level > 0)
        .map(({ name, level }) => ({ name, maxVersionLevel: level, minVersionLevel: level })),
    }
  },
  refuse: (_request, errorCode, { broker }) => ({
    errorCode,
    apiKeys: errorCode === ErrorCode.UNSUPPORTED_VERSION ? apiKeys(broker) : [],
  }),
})

function apiKeys({ handlers }: BrokerContext) {
  return [...handlers.values()]
    .sort((a, b) => a.api.key - b.api.key)
    .map(({ api, versions: [minVersion, maxVersion] }) => ({
      apiKey: api.key,
      minVersion: api.key === PRODUCE ? 0 : minVersion,
      maxVersion,
    }))
}
