import { secretKeysOf } from '../../runtime/index.ts'
import { HIDDEN } from '../mask/mask.ts'
import { ok, type Route } from '../route.ts'

/** Paths that some tutorials list besides Kafka Connect's own (W9). */
export const extensionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/config/worker',
    role: 'read',
    isExtension: true,
    summary: "The worker's configuration, secrets masked.",
    handle: ({ catalogue, settings }) => {
      const isSecret = secretKeysOf(settings.workerConfig, catalogue)
      const shown = Object.entries(settings.workerConfig).map(([key, value]) => [key, isSecret(key) ? HIDDEN : value])
      return ok(Object.fromEntries(shown))
    },
  },
  {
    method: 'GET',
    path: '/cluster/status',
    role: 'read',
    isExtension: true,
    summary: 'Health of this worker, and how many connectors and tasks are in which state.',
    async handle({ herder }) {
      const names = await herder.connectors()
      const all = await Promise.all(names.map((name) => herder.connectorStatus(name).catch(() => null)))
      const known = all.filter((status) => status !== null)
      return ok({
        worker_id: herder.workerId,
        health: herder.health(),
        kafka_cluster_id: await herder.kafkaClusterId(),
        connectors: countBy(known.map((status) => status.connector.state)),
        tasks: countBy(known.flatMap((status) => status.tasks.map((task) => task.state))),
      })
    },
  },
  {
    method: 'GET',
    path: '/connectors/:connector/config/validate',
    role: 'read',
    isExtension: true,
    summary: "Validate a connector's stored configuration again.",
    async handle({ herder }, { params, mask }) {
      const config = await herder.connectorConfig(params['connector']!)
      const infos = await herder.validateConnectorConfig(config)
      return ok(mask === null ? infos : mask.infos(infos, config))
    },
  },
]

function countBy(states: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
