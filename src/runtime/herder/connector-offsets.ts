import type { OffsetMap } from '../../data/index.ts'
import { ConnectException } from '../../errors/index.ts'
import type { Admin } from '../../kafka/admin/index.ts'
import type { ConnectorRecord } from '../store/config-state.ts'
import { offsetJson } from '../store/offset-record.ts'
import { sinkGroupId } from '../worker/client-config.ts'
import type { Worker } from '../worker/worker.ts'
import type { ConnectorOffset } from './herder.ts'
import { BadRequestException } from './herder-errors.ts'

export interface ConnectorOffsetsDeps {
  readonly worker: Worker
}

/** Reads and changes the offsets of a connector (S18): sinks in their consumer group, sources in the offset store. */
export class ConnectorOffsets {
  readonly #deps: ConnectorOffsetsDeps

  constructor(deps: ConnectorOffsetsDeps) {
    this.#deps = deps
  }

  async list(record: ConnectorRecord): Promise<readonly ConnectorOffset[]> {
    const { worker } = this.#deps
    if (worker.kindOf(record.config) !== 'sink')
      return (await worker.sourceOffsets(record.name, record.config)).list(record.name)
    const { admin, group } = await this.#sink(record)
    const committed = await admin.listConsumerGroupOffsets(group)
    return committed
      .filter(({ offset }) => offset >= 0)
      .map(({ topic, partition, offset }) => ({
        partition: { kafka_topic: topic, kafka_partition: partition },
        offset: { kafka_offset: offset },
      }))
  }

  async alter(record: ConnectorRecord, offsets: readonly ConnectorOffset[]): Promise<string> {
    if (!Array.isArray(offsets) || offsets.length === 0)
      throw new ConnectException('Partitions / offsets need to be provided for an offsets alter request')
    const kind = this.#deps.worker.kindOf(record.config)
    if (kind === 'sink') return this.#alterSink(record, offsets)
    // Before the connector sees them, as in a Java worker.
    for (const map of offsets.flatMap(({ partition, offset }) => [partition, offset])) if (map) offsetJson(map)
    const isDone = await this.#deps.worker.alterOffsets(record.config, 'source', offsets)
    await this.#deps.worker.changeSourceOffsets(record.name, record.config, offsets)
    return message('altered', isDone)
  }

  async reset(record: ConnectorRecord): Promise<string> {
    const known = await this.list(record)
    const forgotten = known.map(({ partition }) => ({ partition, offset: null }))
    if (this.#deps.worker.kindOf(record.config) !== 'sink') {
      const isDone = await this.#deps.worker.alterOffsets(record.config, 'source', forgotten)
      await this.#deps.worker.changeSourceOffsets(record.name, record.config, forgotten)
      return message('reset', isDone)
    }
    const isDone = await this.#deps.worker.alterOffsets(record.config, 'sink', forgotten)
    const { admin, group } = await this.#sink(record)
    const error = (await admin.deleteGroups([group])).get(group)
    if (error && error.name !== 'GROUP_ID_NOT_FOUND') throw stillActive(record.name, error.name, error.message)
    return message('reset', isDone)
  }

  async #alterSink(record: ConnectorRecord, offsets: readonly ConnectorOffset[]): Promise<string> {
    const parsed = offsets.map(sinkOffset)
    const isDone = await this.#deps.worker.alterOffsets(record.config, 'sink', offsets)
    // A broker takes any number.
    if (parsed.some(({ offset }) => offset !== null && offset < 0))
      throw new ConnectException(`Failed to modify offsets for sink connector ${record.name}`)
    const { admin, group } = await this.#sink(record)
    const wanted = parsed.flatMap(({ offset, ...at }) => (offset === null ? [] : [{ ...at, offset }]))
    const gone = parsed.flatMap(({ offset, ...at }) => (offset === null ? [at] : []))
    const outcomes = [
      ...(wanted.length > 0 ? await admin.alterConsumerGroupOffsets(group, wanted) : []),
      ...(gone.length > 0 ? await admin.deleteConsumerGroupOffsets(group, gone) : []),
    ]
    const failed = outcomes.find(([, error]) => error !== undefined)?.[1]
    if (failed) throw refusal(record.name, failed.name, failed.message)
    return message('altered', isDone)
  }

  async #sink(record: ConnectorRecord): Promise<{ readonly admin: Admin; readonly group: string }> {
    const config = await this.#deps.worker.resolve(record.config)
    return { admin: this.#deps.worker.admins.of(record.name, config), group: sinkGroupId(record.name, config) }
  }
}

function message(verb: 'altered' | 'reset', isDone: boolean): string {
  return isDone
    ? `The offsets for this connector have been ${verb} successfully`
    : `The Connect framework-managed offsets for this connector have been ${verb} successfully. However, if this connector manages offsets externally, they will need to be manually ${verb} in the system that the connector uses.`
}

const ABOUT_MEMBERS = ['UNKNOWN_MEMBER_ID', 'GROUP_SUBSCRIBED_TO_TOPIC', 'NON_EMPTY_GROUP', 'REBALANCE_IN_PROGRESS']

const refusal = (name: string, error: string, text: string) =>
  ABOUT_MEMBERS.includes(error)
    ? stillActive(name, error, text)
    : new ConnectException(`Failed to alter consumer group offsets for connector ${name}`)

const stillActive = (name: string, error: string, text: string) =>
  new ConnectException(
    `Failed to alter consumer group offsets for connector ${name} either because its tasks haven't stopped completely yet or the resources are in use by another consumer; please retry (${error}: ${text})`,
  )

/** `{"kafka_topic","kafka_partition"}` and `{"kafka_offset"}` (S18.2). Throws BadRequestException with Connect's words. */
function sinkOffset({ partition, offset }: ConnectorOffset): {
  readonly topic: string
  readonly partition: number
  readonly offset: number | null
} {
  if (partition === null || partition === undefined)
    throw new BadRequestException('The partition for a sink connector offset cannot be null or missing')
  const topic = partition['kafka_topic']
  const number = partition['kafka_partition']
  if (topic === undefined || number === undefined)
    throw new BadRequestException(
      `The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'`,
    )
  if (topic === null) throw new BadRequestException('Kafka topic names must be valid strings and may not be null')
  if (number === null) throw new BadRequestException('Kafka partitions must be valid numbers and may not be null')
  const parsed = wholeNumber(
    number,
    `Failed to parse the following Kafka partition value in the provided offsets: '${String(number)}'. Partition values for sink connectors need to be integers.`,
  )
  if (offset === null || offset === undefined) return { topic: String(topic), partition: parsed, offset: null }
  const wanted = (offset as OffsetMap)['kafka_offset']
  if (wanted === undefined)
    throw new BadRequestException(
      `The offset for a sink connector should either be null or contain the key 'kafka_offset'`,
    )
  return {
    topic: String(topic),
    partition: parsed,
    offset: wholeNumber(
      wanted,
      `Failed to parse the following Kafka offset value in the provided offsets: '${String(wanted)}'. Offset values for sink connectors need to be integers.`,
    ),
  }
}

function wholeNumber(value: unknown, text: string): number {
  if (/^-?\d+$/.test(String(value))) return Number(value)
  throw new BadRequestException(text)
}
