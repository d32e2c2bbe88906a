import type { SinkTask } from '../../api/index.ts'
import type { ConsumedRecord, TaskConsumer } from '../task/kafka-ports.ts'
import type { SpanContext } from './span.ts'
import type { TaskTracer } from './task-tracer.ts'
import { parseTraceparent, TRACEPARENT, type TraceParent } from './trace-context.ts'

/** Links of one span; further ones are left out. */
const LINKS_MAX = 32

interface Batch extends SpanContext {
  readonly parent: string | null
  readonly startMs: number
  readonly size: number
  readonly links: readonly SpanContext[]
  readonly consumedMs: number
  isTransformed: boolean
}

/**
 * Traces a sink task from outside: for each batch the spans `receive`, `transform` (converters and SMTs) and `put`. They go on with the trace of
 * the records' `traceparent` headers when that is one and the same; else they begin a trace with links to theirs.
 */
export class SinkTracing {
  readonly #tracer: TaskTracer
  readonly #group: string
  #batch: Batch | null = null

  constructor(tracer: TaskTracer, group: string) {
    this.#tracer = tracer
    this.#group = group
  }

  /** The same consumer, its polls traced. */
  consumer(consumer: TaskConsumer): TaskConsumer {
    return {
      poll: async (timeoutMs) => {
        const startMs = this.#tracer.now()
        const records = await consumer.poll(timeoutMs)
        if (records.length > 0) this.#received(startMs, records)
        return records
      },
      subscribe: (topics, listener) => consumer.subscribe(topics, listener),
      wakeup: () => consumer.wakeup(),
      assignment: () => consumer.assignment(),
      seek: (partition, offset) => consumer.seek(partition, offset),
      pause: (partitions) => consumer.pause(partitions),
      resume: (partitions) => consumer.resume(partitions),
      commit: (offsets) => consumer.commit(offsets),
      committed: (partitions) => consumer.committed(partitions),
      lag: () => consumer.lag(),
      close: () => consumer.close(),
    }
  }

  /** The same task, its puts traced. */
  task<T extends SinkTask>(task: T): T {
    const put = task.put.bind(task)
    task.put = (records) => {
      const batch = this.#batch
      if (batch === null) return put(records)
      const startMs = this.#tracer.now()
      this.#transformed(batch, startMs)
      const ended = (error?: unknown) => this.#ended(batch, startMs, records.length, error)
      try {
        const done = put(records)
        if (!(done instanceof Promise)) return ended()
        return done.then(
          () => ended(),
          (error: unknown) => {
            ended(error)
            throw error
          },
        )
      } catch (error) {
        ended(error)
        throw error
      }
    }
    return task
  }

  #received(startMs: number, records: readonly ConsumedRecord[]): void {
    const tracer = this.#tracer
    const parents = parentsOf(records)
    this.#batch = null
    if (!tracer.isSampled(parents.map(({ isSampled }) => isSampled))) return
    const [first] = parents
    const isOneTrace = parents.length === 1
    const traceId = isOneTrace ? first!.traceId : tracer.traceId()
    const links = isOneTrace ? [] : parents.slice(0, LINKS_MAX)
    const parent = isOneTrace ? first!.spanId : null
    const consumedMs = tracer.now()
    const spanId = tracer.spanId()
    this.#batch = { traceId, spanId, parent, startMs, size: records.length, links, consumedMs, isTransformed: false }
    const { topic } = records[0]!
    const isOneTopic = records[records.length - 1]!.topic === topic && records.every((each) => each.topic === topic)
    const attributes = {
      ...{ 'messaging.system': 'kafka', 'messaging.operation.type': 'receive', 'messaging.operation.name': 'poll' },
      'messaging.consumer.group.name': this.#group,
      ...(isOneTopic ? { 'messaging.destination.name': topic } : {}),
      'messaging.batch.message_count': records.length,
    }
    const name = isOneTopic ? `receive ${topic}` : 'receive'
    const receive = { name, kind: 'consumer', parent: spanId, startMs, endMs: consumedMs, attributes, links } as const
    tracer.end({ traceId, spanId: tracer.spanId() }, receive)
  }

  #transformed(batch: Batch, nowMs: number): void {
    if (batch.isTransformed) return
    batch.isTransformed = true
    const { traceId, spanId: parent, consumedMs: startMs, size } = batch
    const attributes = { 'messaging.batch.message_count': size }
    const transform = { name: 'transform', parent, startMs, endMs: nowMs, attributes }
    this.#tracer.end({ traceId, spanId: this.#tracer.spanId() }, transform)
  }

  /** A `put` that failed ends the batch's spans, too: its next try is one of its own. */
  #ended(batch: Batch, putStartMs: number, delivered: number, error: unknown): void {
    const tracer = this.#tracer
    const { traceId, spanId, parent, startMs, size, links } = batch
    const failure = error === undefined ? {} : { error }
    const put = { name: 'put', parent: spanId, startMs: putStartMs, ...failure }
    const count = { 'messaging.batch.message_count': delivered }
    tracer.end({ traceId, spanId: tracer.spanId() }, { ...put, attributes: count })
    const attributes = { 'messaging.batch.message_count': size }
    tracer.end({ traceId, spanId }, { name: 'sink batch', parent, startMs, attributes, links, ...failure })
    this.#batch = null
    tracer.flush()
  }
}

/** Different spans that the records come from. Records of one batch of a source follow each other, with the same header. */
function parentsOf(records: readonly ConsumedRecord[]): TraceParent[] {
  const parents = new Map<string, TraceParent>()
  let last: Uint8Array | null = null
  for (const { headers } of records)
    for (const { key, value } of headers) {
      if (key !== TRACEPARENT || (value !== null && last !== null && Buffer.compare(value, last) === 0)) continue
      last = value
      const parent = parseTraceparent(value)
      if (parent !== null && parents.size <= LINKS_MAX) parents.set(parent.spanId, parent)
    }
  return [...parents.values()]
}
