import { ConnectException } from '../../errors/index.ts'
import type { Admin, NewTopic } from '../../kafka/admin/index.ts'
import { javaPattern } from '../task/java-pattern.ts'
import { listOf, withPrefix } from '../task/plugin-factory.ts'

type Props = Readonly<Record<string, string>>

interface Group {
  readonly matches: (topic: string) => boolean
  readonly settings: Omit<NewTopic, 'name'>
}

const OWN = new Set(['include', 'exclude', 'replication.factor', 'partitions'])

/** The settings that a source's new topic gets, by `topic.creation.*` (S5.3, S5.4): the first matching group, else the default group. */
export function newTopicOf(topic: string, connector: Props): NewTopic {
  const defaults = withPrefix(connector, 'topic.creation.default.')
  const groups = listOf(connector['topic.creation.groups']).filter((name) => name !== 'default')
  const found = groups.map((name) => groupOf(name, connector, defaults)).find((group) => group.matches(topic))
  return { name: topic, ...(found?.settings ?? settingsOf(defaults, defaults)) }
}

function groupOf(name: string, connector: Props, defaults: Props): Group {
  const props = withPrefix(connector, `topic.creation.${name}.`)
  const any = (key: string) => listOf(props[key]).map(javaPattern)
  const include = any('include')
  const exclude = any('exclude')
  return {
    matches: (topic) => !exclude.some((each) => each.test(topic)) && include.some((each) => each.test(topic)),
    settings: settingsOf(props, defaults),
  }
}

function settingsOf(props: Props, defaults: Props): Omit<NewTopic, 'name'> {
  const number = (key: string) => Number(props[key] ?? defaults[key] ?? -1)
  return {
    partitions: number('partitions'),
    replicationFactor: number('replication.factor'),
    configs: Object.fromEntries(Object.entries(props).filter(([key]) => !OWN.has(key))),
  }
}

/**
 * Throws ConfigException for groups that no topic could be created by: as in Connect, the connector does not start then. The texts name a key
 * without its group, as Connect's do.
 */
export async function checkTopicCreation(connector: Props): Promise<void> {
  // Workers without such connectors do without it.
  const { defaultTopicCreationConfig, topicCreationConfig } = await import('../../connect-config/index.ts')
  const { partitions, 'replication.factor': replicationFactor } = defaultTopicCreationConfig.parse(
    withPrefix(connector, 'topic.creation.default.'),
  )
  const groups = listOf(connector['topic.creation.groups']).filter((name) => name !== 'default')
  for (const group of groups)
    topicCreationConfig(group, { partitions, replicationFactor }).parse(
      withPrefix(connector, `topic.creation.${group}.`),
    )
}

/** Finds the topic or creates it (S5.5). Rejects with a hint on what to do. */
export async function createOrFindSourceTopic(admin: Admin, topic: NewTopic): Promise<void> {
  const described = (await admin.describeTopics([topic.name])).get(topic.name)
  if (described?.topic) return
  const error = (await admin.createTopics([topic])).get(topic.name)
  if (error === undefined || error.name === 'TOPIC_ALREADY_EXISTS') return
  throw new ConnectException(
    `Task failed to create new topic ${shown(topic)}. Ensure that the task is authorized to create topics or that the topic exists and restart the task`,
    new ConnectException(`${error.name}: ${error.message}`),
  )
}

/** `NewTopic.toString` of Java, which people search their logs for. */
function shown({ name, partitions = -1, replicationFactor = -1, configs = {} }: NewTopic): string {
  const entries = Object.entries(configs).map(([key, value]) => `${key}=${value}`)
  return `(name=${name}, numPartitions=${partitions}, replicationFactor=${replicationFactor}, replicasAssignments=null, configs={${entries.join(', ')}})`
}

/** Finds the DLQ topic or creates it with one partition (S17.6). */
export async function createOrFindDlqTopic(admin: Admin, topic: string, replicationFactor: number): Promise<void> {
  const described = (await admin.describeTopics([topic])).get(topic)
  if (described?.topic) return
  const error = (await admin.createTopics([{ name: topic, partitions: 1, replicationFactor }])).get(topic)
  if (error === undefined || error.name === 'TOPIC_ALREADY_EXISTS') return
  throw new ConnectException(
    `Could not initialize errant record reporter with topic = ${topic}`,
    new ConnectException(`${error.name}: ${error.message}`),
  )
}
