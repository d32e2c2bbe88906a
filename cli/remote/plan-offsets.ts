import type { ConnectorOffset, LiveConnector, OffsetFields } from '../../src/deploy/index.ts'
import { PipelineError } from '../../src/errors/index.ts'
import { JavaPattern } from '../../src/java/regex/index.ts'
import type { Admin, TopicPartition } from '../../src/kafka/index.ts'
import { planReset } from '../broker/reset-offsets.ts'
import { type AnyForm, fieldsOf } from './reset-form.ts'

export interface PlannedOffset {
  readonly partition: OffsetFields
  readonly from: OffsetFields | null
  readonly to: OffsetFields | null
}

export interface OffsetFilter {
  readonly topics: readonly string[]
  /** Numbers for a sink, `KEY=VALUE` for a source. */
  readonly partitions: readonly string[]
}

/** New offsets of a sink, within what its topics have. */
export async function planSinkOffsets(
  admin: Admin,
  { name, config }: LiveConnector,
  form: AnyForm,
  { topics, partitions }: OffsetFilter,
): Promise<PlannedOffset[]> {
  if (form.to === 'fields') throw new PipelineError('SLW6001', 'For a sink, --to-offset is one number.')
  const wrong = partitions.find((each) => !/^\d+$/.test(each))
  if (wrong !== undefined) throw new PipelineError('SLW6001', `For a sink, --partition is a number, not '${wrong}'.`)
  const group = config['consumer.override.group.id'] ?? `connect-${name}`
  const consumed = await topicsOf(admin, config)
  const foreign = topics.find((topic) => !consumed.includes(topic))
  if (foreign !== undefined) throw new PipelineError('SLW6001', `${name} does not read topic ${foreign}.`)
  const there = await partitionsOf(admin, topics.length > 0 ? topics : consumed)
  const missing = partitions.find((each) => there.every(({ partition }) => partition !== Number(each)))
  if (missing !== undefined) throw new PipelineError('SLW6001', `${name} reads no partition ${missing}.`)
  const wanted = new Set(partitions.map(Number))
  const places = there.filter(({ partition }) => wanted.size === 0 || wanted.has(partition))
  return (await planReset(admin, group, places, form)).map(({ topic, partition, from, to }) => ({
    partition: { kafka_topic: topic, kafka_partition: partition },
    from: from < 0 ? null : { kafka_offset: from },
    to: { kafka_offset: to },
  }))
}

async function topicsOf(admin: Admin, config: LiveConnector['config']): Promise<string[]> {
  const regex = config['topics.regex']
  if (regex === undefined)
    return (config['topics'] ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
  const pattern = JavaPattern.compile(regex)
  return (await admin.listTopics())
    .map(({ name }) => name)
    .filter((topic) => pattern.matches(topic))
    .toSorted()
}

async function partitionsOf(admin: Admin, topics: readonly string[]): Promise<TopicPartition[]> {
  const described = await admin.describeTopics([...topics])
  return topics.flatMap((topic) => {
    const { topic: found, error } = described.get(topic) ?? {}
    if (!found) throw new PipelineError('SLW5006', `Topic '${topic}' cannot be found: ${error?.name}`)
    return found.partitions.map(({ partition }) => ({ topic, partition })).toSorted((a, b) => a.partition - b.partition)
  })
}

/** New offsets of a source: only itself knows what its offsets mean, so they can be forgotten, set field by field, or shifted where one is a number. */
export function planSourceOffsets(
  name: string,
  offsets: readonly ConnectorOffset[],
  form: AnyForm,
  { topics, partitions }: OffsetFilter,
): PlannedOffset[] {
  if (topics.length > 0) throw new PipelineError('SLW6001', '--topic is for sinks; a source has --partition KEY=VALUE.')
  const wanted = Object.entries(fieldsOf(partitions))
  const chosen = offsets.filter(({ partition }) => wanted.every(([key, value]) => partition[key] === value))
  if (chosen.length === 0 && (form.to === 'fields' || wanted.length > 0))
    throw new PipelineError('SLW6023', `${name} has no offsets${wanted.length > 0 ? ' of that partition' : ''} yet.`)
  return chosen.map(({ partition, offset }) => ({ partition, from: offset, to: sourceTarget(form, offset) }))
}

function sourceTarget(form: AnyForm, offset: OffsetFields | null): OffsetFields | null {
  switch (form.to) {
    case 'earliest':
      return null
    case 'current':
      return offset
    case 'fields':
      return { ...offset, ...form.fields }
    case 'offset':
      return { ...offset, [numberField(offset)]: form.offset }
    case 'shift': {
      const field = numberField(offset)
      const old = offset![field]
      return { ...offset, [field]: typeof old === 'bigint' ? old + BigInt(form.by) : (old as number) + form.by }
    }
    default:
      throw new PipelineError(
        'SLW6025',
        'Where the end of a source is, and what it held when, only the source knows.',
        {
          hint: 'Use --to-earliest, --to-current, --to-offset KEY=VALUE or --shift-by.',
        },
      )
  }
}

function numberField(offset: OffsetFields | null): string {
  const numbers = Object.entries(offset ?? {}).filter(([, value]) => ['number', 'bigint'].includes(typeof value))
  if (numbers.length === 1) return numbers[0]![0]
  throw new PipelineError('SLW6001', 'The offset has not exactly one field that is a number.', {
    hint: 'Say which with --to-offset KEY=VALUE.',
  })
}
