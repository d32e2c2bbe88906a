import { ConfigException, ConnectException } from '../../errors/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { describeConfigs } from './configs.ts'
import { createTopics, describeTopics, type NewTopic } from './topics.ts'

/** What a worker's internal topic is for, in the words of Connect's error texts. */
export interface InternalTopic {
  readonly name: string
  /** The worker setting that names it, for example `config.storage.topic`. */
  readonly property: string
  /** For example `connector configurations`. */
  readonly purpose: string
}

export type TopicCreation = 'created' | 'found' | 'not-allowed'

const TOPIC_ALREADY_EXISTS = 36
/** Old broker, or no right to create: Connect goes on and hopes that the topic exists or gets created by the broker. */
const notAllowed: ReadonlySet<number> = new Set([29, 31, 35])

/**
 * Creates the topic unless it exists (Java's `TopicAdmin.createOrFindTopics`).
 *
 * @throws ConnectException for any other refusal
 */
export async function createOrFindTopic(cluster: KafkaCluster, topic: NewTopic): Promise<TopicCreation> {
  const existing = (await describeTopics(cluster, [topic.name])).get(topic.name)
  if (existing?.topic) return 'found'
  const error = (await createTopics(cluster, [topic])).get(topic.name)
  if (!error) return 'created'
  if (error.code === TOPIC_ALREADY_EXISTS) return 'found'
  if (notAllowed.has(error.code)) return 'not-allowed'
  throw new ConnectException(
    `Error while attempting to create/find topic(s) '${topic.name}': ${error.name}: ${error.message}`,
  )
}

/**
 * S1.16: an internal topic must be compacted and nothing else.
 *
 * @returns false when it cannot be told, because configs may not be read; the caller logs that
 * @throws ConfigException with Connect's text
 */
export async function verifyCompactOnly(
  cluster: KafkaCluster,
  { name, property, purpose }: InternalTopic,
): Promise<boolean> {
  const [described] = await describeConfigs(cluster, [{ type: 'topic', name }], ['cleanup.policy'])
  const policy = described?.entries.get('cleanup.policy')?.value
  if (described?.error || !policy) return false
  const policies = new Set(policy.split(',').map((one) => one.trim()))
  if (policies.size === 1 && policies.has('compact')) return true
  throw new ConfigException(
    `Topic '${name}' supplied via the '${property}' property is required to have 'cleanup.policy=compact' to ` +
      `guarantee consistency and durability of ${purpose}, but found the topic currently has ` +
      `'cleanup.policy=${[...policies].sort().join(',')}'. Continuing would likely result in eventually losing ` +
      `${purpose} and problems restarting this Connect cluster in the future. Change the '${property}' property ` +
      "in the Connect worker configurations to use a topic with 'cleanup.policy=compact'.",
  )
}

/** S1.6: the config topic has one partition. @throws ConfigException with Connect's text */
export function verifySinglePartition({ name, property }: InternalTopic, partitions: number): void {
  if (partitions <= 1) return
  throw new ConfigException(
    `Topic '${name}' supplied via the '${property}' property is required to have a single partition in order to ` +
      `guarantee consistency of connector configurations, but found ${partitions} partitions.`,
  )
}
