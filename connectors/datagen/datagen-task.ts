import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorProps, SourceTask } from '../../src/api/index.ts'
import { Headers, type OffsetMap, Schemas, SourceRecord, type Struct } from '../../src/data/index.ts'
import { datagenConfig } from './datagen-config.ts'
import { Random } from './random.ts'
import { keySchemaOf, type RecordSource, recordSourceOf } from './record-source.ts'

/** Records in one poll when there is no interval to keep. */
const batchSize = 500

/** Makes records; the offset holds what is needed to go on with the next one. */
export class DatagenTask extends SourceTask {
  #topic = ''
  #maxIntervalMs = 0
  #iterations = -1
  #source!: RecordSource
  #random = new Random(0)
  #count = 0
  #generation = 0
  #taskId = 0
  #partition: OffsetMap = {}
  #hasSaidDone = false

  async start(props: ConnectorProps): Promise<void> {
    const parsed = datagenConfig.parse(props)
    this.#topic = parsed['kafka.topic']
    this.#maxIntervalMs = parsed['max.interval']
    this.#iterations = parsed.iterations
    this.#taskId = Number(props['task.id'] ?? 0)
    this.#source = recordSourceOf(parsed)
    this.#random = new Random(
      parsed['random.seed'] === null ? Math.random() * 2 ** 32 : parsed['random.seed'] + this.#taskId,
    )
    this.#partition = { 'task.id': this.#taskId }
    await this.#resume()
  }

  async #resume(): Promise<void> {
    const offset = await this.context.offsetReader.offset(this.#partition)
    if (offset === null) return
    this.#count = Number(offset['current.iteration'] ?? 0)
    this.#generation = Number(offset['task.generation'] ?? 0) + 1
    this.#random = new Random(Number(offset['random.seed'] ?? 0))
  }

  async poll(): Promise<SourceRecord[] | null> {
    if (this.isExhausted()) return this.#done()
    if (this.#maxIntervalMs <= 0) return this.#make(this.#remaining(batchSize))
    await this.#wait(Math.random() * this.#maxIntervalMs)
    return this.context.signal.aborted ? null : this.#make(1)
  }

  stop(): void {}

  override isExhausted(): boolean {
    return this.#iterations > 0 && this.#count >= this.#iterations
  }

  #remaining(max: number): number {
    return this.#iterations > 0 ? Math.min(max, this.#iterations - this.#count) : max
  }

  #make(count: number): SourceRecord[] {
    return Array.from({ length: count }, () => this.#record())
  }

  #record(): SourceRecord {
    const { schema, generate, keyField } = this.#source
    const value = generate(this.#random, this.#count)
    const headers = Headers.EMPTY.with('task.generation', Schemas.INT64, BigInt(this.#generation))
      .with('task.id', Schemas.INT64, BigInt(this.#taskId))
      .with('current.iteration', Schemas.INT64, BigInt(this.#count))
    this.#count++
    return new SourceRecord({
      topic: this.#topic,
      sourcePartition: this.#partition,
      sourceOffset: {
        'task.generation': this.#generation,
        'current.iteration': this.#count,
        'random.seed': this.#random.seed,
      },
      keySchema: keySchemaOf(schema, keyField),
      key: keyField === null ? null : (value as Struct).values[keyField],
      valueSchema: schema,
      value,
      headers,
    })
  }

  /** All records are made: the task stays and is idle. */
  async #done(): Promise<null> {
    if (!this.#hasSaidDone) this.context.logger.info(`Generated the configured ${this.#iterations} number of messages`)
    this.#hasSaidDone = true
    await this.#wait(1000)
    return null
  }

  async #wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.context.signal }).catch(() => undefined)
  }
}
