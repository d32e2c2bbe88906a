import { ConfigDef, type ConfigKey, invalidValue, nonNull, type Validator, validator } from '../config/index.ts'
import { JavaPattern, nullPointer } from '../java/index.ts'

export const DEFAULT_GROUP = 'default'

/** Java's validators unbox without looking. */
function unboxed(value: unknown): number {
  if (typeof value !== 'number') throw nullPointer('Cannot unbox a number that is null')
  return value
}

const replicationFactor: Validator = validator((name, value) => {
  const count = unboxed(value)
  if (count !== -1 && count < 1)
    throw invalidValue(
      name,
      value,
      "Replication factor must be positive and not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default",
    )
}, "Positive number not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default")

const partitions: Validator = validator((name, value) => {
  const count = unboxed(value)
  if (count !== -1 && count < 1)
    throw invalidValue(name, value, "Number of partitions must be positive, or -1 to use the broker's default")
}, "Positive number, or -1 to use the broker's default")

const regexes: Validator = validator((name, value) => {
  for (const regex of (value ?? []) as readonly string[]) {
    try {
      JavaPattern.compile(regex)
    } catch (error) {
      throw invalidValue(name, value, `Syntax error in regular expression: ${(error as Error).message}`)
    }
  }
}, 'valid regular expressions')

export interface GroupDefaults {
  readonly replicationFactor: number | null
  readonly partitions: number | null
}

function groupKeys(group: string, patterns: Validator, defaults: GroupDefaults | null) {
  const shown = { group, importance: 'LOW', width: 'LONG' } as const
  const include = group === DEFAULT_GROUP ? ['.*'] : []
  return {
    include: {
      ...shown,
      type: 'LIST',
      default: include,
      validator: patterns,
      doc: 'Java regular expressions; topics whose whole name matches one of them belong to this group.',
      orderInGroup: 1,
      displayName: `Inclusion Topic Pattern for ${group}`,
    },
    exclude: {
      ...shown,
      type: 'LIST',
      default: [],
      validator: patterns,
      doc: 'Java regular expressions; topics that match one of them do not belong to this group, whatever include says.',
      orderInGroup: 2,
      displayName: `Exclusion Topic Pattern for ${group}`,
    },
    'replication.factor': {
      ...shown,
      type: 'SHORT',
      ...(defaults === null ? {} : { default: defaults.replicationFactor }),
      validator: replicationFactor,
      doc: "Replication factor of new topics of this group; -1 = the broker's default. Groups other than default inherit it.",
      orderInGroup: 3,
      displayName: `Replication Factor for Topics in ${group}`,
    },
    partitions: {
      ...shown,
      type: 'INT',
      ...(defaults === null ? {} : { default: defaults.partitions }),
      validator: partitions,
      doc: "Number of partitions of new topics of this group; -1 = the broker's default. Groups other than default inherit it.",
      orderInGroup: 4,
      displayName: `Partition Count for Topics in ${group}`,
    },
  } as const satisfies Record<string, ConfigKey>
}

/** `TopicCreationConfig.defaultGroupConfigDef` (S5.2, S5.3). */
export const defaultTopicCreationConfig = new ConfigDef(groupKeys(DEFAULT_GROUP, nonNull, null))

/** `TopicCreationConfig.configDef` of another group: what it leaves out comes from the default group. */
export const topicCreationConfig = (group: string, defaults: GroupDefaults): ConfigDef =>
  new ConfigDef(groupKeys(group, regexes, defaults))
