import type { SourceTask } from '../../api/index.ts'
import type { ProducedCallback, ProducedRecord, RawHeader, TransactionalTaskProducer } from '../task/kafka-ports.ts'
import type { SpanContext } from './span.ts'
import type { TaskTracer } from './task-tracer.ts'
import { parseTraceparent, TRACEPARENT, traceparentOf } from './trace-context.ts'

/** Links of one span; further ones are left out. */
const LINKS_MAX = 32

interface Batch {
  readonly traceId: string
  readonly root: string
  readonly send: SpanContext
  /** The `traceparent` header alone: all headers of most records. */
  readonly headers: readonly [RawHeader]
  readonly startMs: number
  readonly polledMs: number
  readonly size: number
  readonly links: SpanContext[]
  readonly topics: Set<string>
  sendStartMs: number
  sent: number
  done: number
  /** Of the first record that Kafka did not take. */
  error: unknown
  /** The task polls again: everything of this batch is with the producer. */
  transformedMs: number | null
}

/**
 * Traces a source task from outside: one trace a batch, with the spans `poll`, `transform` (SMTs, converters and the hand-over to the producer) and
 * `send`. Each record's `traceparent` header names the `send` span; a header that it came with becomes a link of it.
 */
export class SourceTracing {
  readonly #tracer: TaskTracer
  readonly #offsetsTopic: string | null
  #batch: Batch | null = null

  /** @param offsetsTopic - where the task writes its own offsets, which are no records of the batch; null = nowhere. */
  constructor(tracer: TaskTracer, offsetsTopic: string | null) {
    this.#tracer = tracer
    this.#offsetsTopic = offsetsTopic
  }

  /** The same task, its polls traced. */
  task<T extends SourceTask>(task: T): T {
    const poll = task.poll.bind(task)
    task.poll = () => {
      this.#transformed()
      const startMs = this.#tracer.now()
      const polled = poll()
      if (!(polled instanceof Promise)) return this.#polled(startMs, polled)
      return polled.then((records) => this.#polled(startMs, records))
    }
    return task
  }

  /** The same producer, records of a traced batch marked. */
  producer(producer: TransactionalTaskProducer): TransactionalTaskProducer {
    const send = (record: ProducedRecord, callback: ProducedCallback) => {
      const batch = this.#batch
      if (batch === null || record.topic === this.#offsetsTopic) return producer.send(record, callback)
      return this.#send(producer, batch, record, callback)
    }
    return {
      send,
      flush: () => producer.flush(),
      close: (options) => producer.close(options),
      initTransactions: () => producer.initTransactions(),
      beginTransaction: () => producer.beginTransaction(),
      commitTransaction: () => producer.commitTransaction(),
      abortTransaction: () => producer.abortTransaction(),
    }
  }

  #polled<R extends readonly unknown[] | null>(startMs: number, records: R): R {
    if (records === null || records === undefined || records.length === 0 || !this.#tracer.isSampled()) return records
    const traceId = this.#tracer.traceId()
    const send = { traceId, spanId: this.#tracer.spanId() }
    const polledMs = this.#tracer.now()
    this.#batch = {
      ...{ traceId, root: this.#tracer.spanId(), send, startMs, polledMs },
      ...{ size: records.length, links: [], topics: new Set<string>(), sendStartMs: polledMs, sent: 0, done: 0 },
      ...{ error: undefined, transformedMs: null, headers: [{ key: TRACEPARENT, value: traceparentOf(send) }] },
    }
    return records
  }

  #send(
    producer: TransactionalTaskProducer,
    batch: Batch,
    record: ProducedRecord,
    callback: ProducedCallback,
  ): void | Promise<void> {
    if (batch.sent === 0) batch.sendStartMs = this.#tracer.now()
    batch.topics.add(record.topic)
    batch.sent++
    const marked = { ...record, headers: headersOf(record, batch) }
    try {
      return producer.send(marked, (error, metadata) => {
        batch.done++
        if (error !== null && error !== undefined) batch.error ??= error
        this.#endWhenDone(batch)
        callback(error, metadata)
      })
    } catch (error) {
      batch.done++
      batch.error ??= error
      throw error
    }
  }

  #transformed(): void {
    const batch = this.#batch
    if (batch === null) return
    this.#batch = null
    batch.transformedMs = this.#tracer.now()
    this.#endWhenDone(batch)
  }

  #endWhenDone(batch: Batch): void {
    if (batch.transformedMs === null || batch.done < batch.sent) return
    const { traceId, root, startMs, polledMs, send, size, links, topics, error } = batch
    const tracer = this.#tracer
    const of = (spanId: string): SpanContext => ({ traceId, spanId })
    const count = { 'messaging.batch.message_count': size }
    tracer.end(of(tracer.spanId()), { name: 'poll', parent: root, startMs, endMs: polledMs, attributes: count })
    const transform = { startMs: polledMs, endMs: batch.transformedMs, attributes: count }
    tracer.end(of(tracer.spanId()), { name: 'transform', parent: root, ...transform })
    const failure = error === undefined ? {} : { error }
    if (batch.sent > 0) {
      const [topic] = topics.size === 1 ? topics : []
      const attributes = {
        ...{ 'messaging.system': 'kafka', 'messaging.operation.type': 'send', 'messaging.operation.name': 'send' },
        ...(topic === undefined ? {} : { 'messaging.destination.name': topic }),
        'messaging.batch.message_count': batch.sent,
      }
      const name = topic === undefined ? 'send' : `send ${topic}`
      const startMs = batch.sendStartMs
      tracer.end(send, { name, kind: 'producer', parent: root, startMs, attributes, links, ...failure })
    }
    tracer.end(of(root), { name: 'source batch', parent: null, startMs, attributes: count, ...failure })
    tracer.flush()
  }
}

/** The record's headers and the batch's; a `traceparent` that it came with becomes a link. */
function headersOf({ headers }: ProducedRecord, batch: Batch): readonly RawHeader[] {
  if (headers.length === 0) return batch.headers
  const others = headers.filter(({ key, value }) => {
    if (key !== TRACEPARENT) return true
    const link = parseTraceparent(value)
    if (link !== null && batch.links.length < LINKS_MAX) batch.links.push(link)
    return false
  })
  return [...others, ...batch.headers]
}
