import { Args, Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import type { Consumer, KafkaCluster, TopicPartition } from '../../src/kafka/index.ts'
import { BaseCommand } from '../base-command.ts'
import { clientProperties, clusterFlags, withCluster } from '../broker/cluster-flags.ts'
import { type ValueReader, valueFormats, valueReader } from '../broker/value-reader.ts'
import { abortOnSignal } from '../signals.ts'

export interface TailedRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: string | null
  readonly key: unknown
  readonly value: unknown
  readonly headers: Readonly<Record<string, string | null>>
}

const POLL_MS = 250

export default class Tail extends BaseCommand {
  static override summary = 'Print the records of topics as they come, one line of JSON each.'
  static override aliases = ['broker:tail']
  static override description =
    'Keys and values that begin with a schema id are decoded through the registry, whatever their format; anything else is text. Reads without a group, so nobody else is disturbed. Runs until Ctrl-C, --max-records or --exit-at-end.'
  static override examples = [
    '<%= config.bin %> tail orders --from-beginning --exit-at-end',
    "<%= config.bin %> tail 'shop-.+' --from-beginning --schema-registry http://127.0.0.1:8081",
  ]
  static override args = {
    topics: Args.string({ required: true, description: 'Names with commas between, or a regex for whole names.' }),
  }
  static override flags = {
    ...clusterFlags,
    'from-beginning': Flags.boolean({ summary: 'All records there are, not only new ones.' }),
    'max-records': Flags.integer({ min: 1, summary: 'End after so many records.' }),
    'exit-at-end': Flags.boolean({ summary: 'End when everything that was there at the start is read.' }),
    'key-format': Flags.option({ options: valueFormats })({ default: 'auto', summary: 'What keys are.' }),
    'value-format': Flags.option({ options: valueFormats })({ default: 'auto', summary: 'What values are.' }),
    'schema-registry': Flags.string({
      env: 'SLUICEWAY_SCHEMA_REGISTRY_URL',
      summary: 'Registry for Avro, Protobuf and JSON Schema.',
      helpValue: 'URL',
    }),
    isolation: Flags.option({ options: ['read_uncommitted', 'read_committed'] as const })({
      default: 'read_committed',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Tail)
    const { createAdmin, createConsumer } = await import('../../src/kafka/index.ts')
    const readKey = await valueReader(flags['key-format'], flags['schema-registry'], true)
    const readValue = await valueReader(flags['value-format'], flags['schema-registry'], false)
    using signal = abortOnSignal()
    await withCluster(flags, async (cluster: KafkaCluster) => {
      const admin = createAdmin(cluster)
      const places = await partitionsOf(args.topics, await admin.listTopics())
      const consumer = createConsumer(cluster, {
        ...clientProperties(flags),
        'isolation.level': flags.isolation,
        'auto.offset.reset': flags['from-beginning'] ? 'earliest' : 'latest',
        'enable.auto.commit': false,
      })
      try {
        consumer.assign(places)
        if (flags['from-beginning']) consumer.seekToBeginning(places)
        else consumer.seekToEnd(places)
        const ends = flags['exit-at-end']
          ? await admin.listOffsets(
              places.map((place) => ({ ...place, at: 'latest' })),
              { isolationLevel: flags.isolation },
            )
          : undefined
        await this.#print(consumer, {
          readKey,
          readValue,
          left: flags['max-records'] ?? Number.POSITIVE_INFINITY,
          isDone: () =>
            signal.aborted ||
            (ends !== undefined && [...ends.values()].every((end) => (consumer.position(end) ?? -1) >= end.offset)),
        })
      } finally {
        await consumer.close()
      }
    })
  }

  async #print(consumer: Consumer, options: PrintOptions): Promise<void> {
    let { left } = options
    while (left > 0 && !options.isDone()) {
      for (const record of await consumer.poll(POLL_MS)) {
        const shown: TailedRecord = {
          topic: record.topic,
          partition: record.partition,
          offset: record.offset,
          timestamp: record.timestamp < 0 ? null : new Date(record.timestamp).toISOString(),
          key: await options.readKey(record.topic, record.key),
          value: await options.readValue(record.topic, record.value),
          headers: Object.fromEntries(record.headers.map(({ key, value }) => [key, value?.toString() ?? null])),
        }
        process.stdout.write(
          `${JSON.stringify(shown, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`,
        )
        if (--left === 0) break
      }
    }
  }

  /** The lines are JSON already. */
  protected override toSuccessJson(): unknown {
    return undefined
  }
}

interface PrintOptions {
  readonly readKey: ValueReader
  readonly readValue: ValueReader
  readonly left: number
  readonly isDone: () => boolean
}

async function partitionsOf(
  asked: string,
  known: readonly { readonly name: string; readonly partitions: number; readonly isInternal: boolean }[],
): Promise<TopicPartition[]> {
  const regex = regexOf(asked)
  const names = asked.split(',')
  const found = regex
    ? known.filter(({ name, isInternal }) => !isInternal && regex.test(name))
    : known.filter(({ name }) => names.includes(name))
  const missing = regex ? undefined : names.find((name) => !found.some((topic) => topic.name === name))
  if (missing !== undefined || found.length === 0) {
    throw new PipelineError('SLW5006', `There is no topic ${regex ? `that matches ${asked}` : `'${missing}'`}.`)
  }
  return found.flatMap(({ name, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
  )
}

/** `/part of a name/`, or a regex for whole names: anything with characters that no topic name has. */
function regexOf(asked: string): RegExp | null {
  const slashed = /^\/(.*)\/$/.exec(asked)?.[1]
  if (slashed === undefined && /^[\w.,-]*$/.test(asked)) return null
  try {
    return new RegExp(slashed ?? `^(?:${asked})$`)
  } catch (error) {
    throw new PipelineError('SLW6001', `'${asked}' is no regular expression: ${(error as Error).message}`)
  }
}
