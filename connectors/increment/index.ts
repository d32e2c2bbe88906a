import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { threadId } from 'node:worker_threads'
import { type ConnectorProps, defineSource, groupPartitions, SourceConnector, SourceTask } from '../../src/api/index.ts'
import { ConfigDef, nonEmptyString } from '../../src/config/index.ts'
import { type Schema, SchemaBuilder, Schemas, SourceRecord, Struct } from '../../src/data/index.ts'

const config = new ConfigDef({
  increments: {
    type: 'LIST',
    importance: 'HIGH',
    doc: 'Step widths, separated by commas. Each is a sequence of its own: 5 makes 5, 10, 15 ...',
  },
  'topic.prefix': {
    type: 'STRING',
    default: 'seq_',
    validator: nonEmptyString,
    importance: 'HIGH',
    doc: 'Start of the topic names; the step width is the rest.',
  },
  'poll.interval.ms': {
    type: 'LONG',
    default: 1000,
    importance: 'LOW',
    doc: 'Time between two numbers of a sequence, in milliseconds.',
  },
})

const valueSchema: Schema = SchemaBuilder.struct()
  .name('com.example.Increment')
  .field('threadId', Schemas.INT32)
  .field('hostname', Schemas.STRING)
  .field('value', Schemas.INT64)
  .build()

class IncrementSourceConnector extends SourceConnector {
  #props: ConnectorProps = {}

  start(props: ConnectorProps): void {
    this.#props = props
  }

  /** The increments, divided evenly; never more tasks than increments. */
  taskConfigs(maxTasks: number): readonly ConnectorProps[] {
    const { increments } = config.parse(this.#props)
    return groupPartitions(increments, Math.min(increments.length, maxTasks)).map((group) => ({
      ...this.#props,
      increments: group.join(','),
    }))
  }

  stop(): void {}
}

interface Sequence {
  readonly increment: number
  readonly topic: string
  /** How many numbers were made. */
  position: number
}

class IncrementSourceTask extends SourceTask {
  #sequences: readonly Sequence[] = []
  #intervalMs = 0

  async start(props: ConnectorProps): Promise<void> {
    const parsed = config.parse(props)
    const prefix = parsed['topic.prefix']
    this.#intervalMs = parsed['poll.interval.ms']
    this.context.logger.info(`Task config: (prefix: ${prefix}, increments ${parsed.increments.join(',')})`)
    this.#sequences = await Promise.all(parsed.increments.map((text) => this.#open(prefix, Number(text))))
  }

  async #open(prefix: string, increment: number): Promise<Sequence> {
    const offset = await this.context.offsetReader.offset({ increment })
    if (offset === null) this.context.logger.info(`We found no offset for increment ${increment}, starting at 0`)
    else this.context.logger.info(`We found an offset for increment ${increment}: ${String(offset['position'])}`)
    return { increment, topic: `${prefix}${increment}`, position: Number(offset?.['position'] ?? 0) }
  }

  async poll(): Promise<SourceRecord[] | null> {
    await sleep(this.#intervalMs, undefined, { signal: this.context.signal }).catch(() => undefined)
    return this.context.signal.aborted ? null : this.#sequences.map(next)
  }

  stop(): void {}
}

function next(sequence: Sequence): SourceRecord {
  const { increment, topic } = sequence
  const position = ++sequence.position
  const value = new Struct(valueSchema)
    .put('threadId', threadId)
    .put('hostname', hostname())
    .put('value', BigInt(increment) * BigInt(position))
  return new SourceRecord({ topic, sourcePartition: { increment }, sourceOffset: { position }, valueSchema, value })
}

/** `com.example.IncrementSourceConnector`: the example of the guide on writing a source connector. */
export const increment = defineSource({
  name: 'increment',
  classes: ['com.example.IncrementSourceConnector'],
  summary: 'Counts in steps: the example of a source connector.',
  config,
  examples: [{ title: 'Two sequences', config: { increments: '1,100', 'topic.prefix': 'seq_' } }],
  connector: () => new IncrementSourceConnector(),
  task: () => new IncrementSourceTask(),
  shape: () => ({ keySchema: null, valueSchema }),
})
