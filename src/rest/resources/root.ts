import { ok, type Route } from '../route.ts'

const statusCodes = { healthy: 200, starting: 503, unhealthy: 500 } as const

export const rootRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    role: 'read',
    summary: 'Version of the worker and id of the Kafka cluster it is connected to.',
    handle: async ({ herder, version }) =>
      ok({ version: version.version, commit: version.commit, kafka_cluster_id: await herder.kafkaClusterId() }),
  },
  {
    method: 'GET',
    path: '/health',
    role: 'read',
    isPublic: true,
    timeoutMs: 10_000,
    summary: 'Whether the worker has started and can answer.',
    handle: ({ herder }) => {
      const { status, message } = herder.health()
      return { status: statusCodes[status], body: { status, message } }
    },
  },
]
