import type { Logger } from '../../api/index.ts'
import { type Clock, delay } from '../../kafka/clock.ts'
import { otlpJson, type Scope } from './otlp-json.ts'
import type { Span } from './span.ts'
import type { SamplerSettings, TracingSettings } from './tracing-settings.ts'

/** Sends a request; gives the answer's status. Rejects when there is none, also after `signal`. */
export type Post = (
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly signal: AbortSignal },
) => Promise<number>

export interface SpanExporterDeps {
  readonly settings: TracingSettings
  readonly scope: Scope
  readonly clock: Clock
  readonly post: Post
  readonly logger: Logger
  /** Counted up: what the collector took, and what was given up. */
  readonly counts: { exported: number; dropped: number }
}

const TRIES = 5
const FIRST_RETRY_MS = 1_000
const STOP_MS = 2_000
const RETRIED: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])

/**
 * Hands spans to an OpenTelemetry collector (OTLP/HTTP, JSON), in batches, beside everything else: nobody waits for it. A collector that does not
 * answer is asked again with back-off while spans queue up; what the queue has no room for is dropped and counted.
 */
export class SpanExporter {
  readonly #deps: SpanExporterDeps
  readonly #stopping = new AbortController()
  #queue: Span[] = []
  #cancelTimer: (() => void) | null = null
  #sending: Promise<void> | null = null
  #isSilent = false

  constructor(deps: SpanExporterDeps) {
    this.#deps = deps
  }

  get sampler(): SamplerSettings {
    return this.#deps.settings.sampler
  }

  /** @param dropped - given up by the task already. */
  add(spans: readonly Span[], dropped = 0): void {
    const { clock, counts, settings } = this.#deps
    const room = Math.max(0, settings.queueMax - this.#queue.length)
    this.#queue.push(...spans.slice(0, room))
    counts.dropped += dropped + Math.max(0, spans.length - room)
    if (this.#queue.length >= settings.batchMax) this.#send()
    else this.#cancelTimer ??= clock.after(settings.delayMs, () => this.#send())
  }

  /** Sends what there is, for two seconds at the most. */
  async stop(): Promise<void> {
    this.#send()
    const waiting = new AbortController()
    await Promise.race([this.#sending, delay(this.#deps.clock, STOP_MS, waiting.signal)])
    waiting.abort()
    this.#cancelTimer?.()
    this.#stopping.abort()
    this.#deps.counts.dropped += this.#queue.length
    this.#queue = []
  }

  #send(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = null
    })
  }

  async #drain(): Promise<void> {
    const { counts, settings } = this.#deps
    while (this.#queue.length > 0 && !this.#stopping.signal.aborted) {
      const batch = this.#queue.slice(0, settings.batchMax)
      this.#queue = this.#queue.slice(batch.length)
      if (await this.#deliver(batch)) counts.exported += batch.length
      else counts.dropped += batch.length
    }
  }

  async #deliver(batch: readonly Span[]): Promise<boolean> {
    const { clock, scope, settings } = this.#deps
    const body = JSON.stringify(otlpJson(batch, settings.resource, scope))
    for (let tries = 1; !this.#stopping.signal.aborted; tries++) {
      const status = await this.#post(body)
      if (status !== null && status >= 200 && status < 300) {
        this.#isSilent = false
        return true
      }
      if ((status !== null && !RETRIED.has(status)) || tries === TRIES) {
        this.#complain(status)
        return false
      }
      await delay(clock, FIRST_RETRY_MS * 2 ** (tries - 1), this.#stopping.signal)
    }
    return false
  }

  /** null: no answer. */
  async #post(body: string): Promise<number | null> {
    const { post, settings } = this.#deps
    const { url, headers, timeoutMs } = settings
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#stopping.signal])
      return await post(url, { headers: { 'Content-Type': 'application/json', ...headers }, body, signal })
    } catch {
      return null
    }
  }

  /** Once for each time that it goes wrong after it went well: a collector that is gone must not fill the log. */
  #complain(status: number | null): void {
    if (this.#isSilent) return
    this.#isSilent = true
    const why = status === null ? 'does not answer' : `answers ${status}`
    this.#deps.logger.warn(`Spans are dropped: the OpenTelemetry collector ${why}`, {
      url: originOf(this.#deps.settings.url),
    })
  }
}

/** Without what may be secret in a URL: user, path and query. */
function originOf(url: string): string {
  try {
    return new URL(url).origin
  } catch {
    return 'no URL'
  }
}
