import { javaClassOf } from '../../errors/index.ts'
import { newSpanId, newTraceId, type Span, type SpanContext, type SpanKind } from './span.ts'
import type { SamplerSettings } from './tracing-settings.ts'

export interface TaskTracerDeps {
  readonly connector: string
  readonly task: number
  readonly sampler: SamplerSettings
  readonly random: () => number
  /** Milliseconds since the epoch, and monotonic ones with a fraction. */
  readonly now: () => number
  readonly precise: () => number
  /** Hands finished spans on; one call at a time. Never waited for by the task. */
  readonly export: (spans: readonly Span[], dropped: number) => Promise<void>
}

export interface SpanParts {
  readonly name: string
  readonly kind?: SpanKind
  readonly parent: string | null
  readonly startMs: number
  readonly endMs?: number
  readonly attributes?: Readonly<Record<string, string | number>>
  readonly links?: readonly SpanContext[]
  readonly error?: unknown
}

/** Spans that wait in a task's thread while the worker is busy. */
const WAITING_MAX = 512

/** What the spans of one task have in common: ids, clock, sampling, and the way to the worker. */
export class TaskTracer {
  readonly #deps: TaskTracerDeps
  readonly #epochMs: number
  #waiting: Span[] = []
  #dropped = 0
  #isHandingOn = false

  constructor(deps: TaskTracerDeps) {
    this.#deps = deps
    this.#epochMs = deps.now() - deps.precise()
  }

  /** Milliseconds since the epoch, with a fraction. */
  now(): number {
    return this.#epochMs + this.#deps.precise()
  }

  /** @param parents - whether the records' own spans were sampled; empty: they have none. */
  isSampled(parents: readonly boolean[] = []): boolean {
    const { random, sampler } = this.#deps
    if (sampler.isParentBased && parents.length > 0) return parents.includes(true)
    return sampler.ratio >= 1 || random() < sampler.ratio
  }

  traceId(): string {
    return newTraceId(this.#deps.random)
  }

  spanId(): string {
    return newSpanId(this.#deps.random)
  }

  end({ traceId, spanId }: SpanContext, parts: SpanParts): void {
    if (this.#waiting.length >= WAITING_MAX) {
      this.#dropped++
      return
    }
    const { connector, task } = this.#deps
    const { name, kind = 'internal', parent, startMs, endMs = this.now(), attributes, links = [], error } = parts
    this.#waiting.push({
      ...{ traceId, spanId, parentSpanId: parent, name, kind, startMs, endMs, links },
      attributes: { 'sluiceway.connector': connector, 'sluiceway.task': task, ...attributes },
      errorType: error === undefined ? null : javaClassOf(error),
    })
  }

  /** Hands on what is finished, unless the last hand-over is still under way. */
  flush(): void {
    if (this.#isHandingOn || this.#waiting.length === 0) return
    const [spans, dropped] = [this.#waiting, this.#dropped]
    this.#waiting = []
    this.#dropped = 0
    this.#isHandingOn = true
    void this.#deps.export(spans, dropped).then(
      () => this.#handedOn(),
      () => this.#handedOn(),
    )
  }

  #handedOn(): void {
    this.#isHandingOn = false
    this.flush()
  }
}
