import { createOrFindTopic, verifyCompactOnly, verifySinglePartition } from '../../kafka/admin/index.ts'
import { createAdmin, type KafkaCluster } from '../../kafka/index.ts'
import type { WorkerProps } from '../worker/worker-settings.ts'
import type { DistributedSettings } from './distributed-settings.ts'

export type StorageKind = 'config' | 'offset' | 'status'

const purposes = {
  config: 'connector configurations',
  offset: 'source connector offsets',
  status: 'connector and task statuses',
} as const

/** Settings of the topic besides those with keys of their own: `config.storage.X` (S1.7). The cleanup policy is always ours. */
function extraConfigs(kind: StorageKind, props: WorkerProps): Record<string, string> {
  const prefix = `${kind}.storage.`
  const own = new Set(['topic', 'partitions', 'replication.factor', 'cleanup.policy'].map((key) => prefix + key))
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]) =>
      key.startsWith(prefix) && !own.has(key) ? [[key.slice(prefix.length), value]] : [],
    ),
  )
}

/** Creates an internal topic or checks the one that is there: compacted and nothing else, the config topic with one partition (S1.16). */
export async function ensureInternalTopic(
  kind: StorageKind,
  cluster: KafkaCluster,
  settings: DistributedSettings,
  props: WorkerProps,
): Promise<void> {
  const name = settings[`${kind}.storage.topic`]
  const topic = { name, property: `${kind}.storage.topic`, purpose: purposes[kind] }
  const outcome = await createOrFindTopic(cluster, {
    name,
    partitions: kind === 'config' ? 1 : settings[`${kind}.storage.partitions`],
    replicationFactor: settings[`${kind}.storage.replication.factor`],
    configs: { ...extraConfigs(kind, props), 'cleanup.policy': 'compact' },
  })
  if (outcome === 'created') return
  await verifyCompactOnly(cluster, topic)
  if (kind !== 'config') return
  const described = (await createAdmin(cluster).describeTopics([name])).get(name)
  if (described?.topic) verifySinglePartition(topic, described.topic.partitions.length)
}
