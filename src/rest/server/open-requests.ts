import type { Stage } from '../../runtime/index.ts'

interface OpenRequest {
  readonly what: string
  readonly startedAt: number
}

/**
 * What this worker is busy with, for callers whose request timed out. A herder does one thing after another, so they wait for the oldest request
 * that changes something.
 */
export class OpenRequests {
  readonly #open = new Set<OpenRequest>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Gives the function that ends it. */
  begin(method: string, url: string): () => void {
    const request = { what: `handling ${method} ${url.split('?', 1)[0]}`, startedAt: this.#now() }
    if (method === 'GET') return () => {}
    this.#open.add(request)
    return () => void this.#open.delete(request)
  }

  /** As `HerderRequestHandler` puts it; `stage` is what the herder says that it does. */
  timedOut(stage: Stage | null): string {
    const [open] = this.#open
    const oldest = stage !== null && stage.completedAt === null ? stage : open
    if (oldest === undefined) return 'Request timed out'
    const began = new Date(oldest.startedAt).toISOString()
    return `Request timed out. The worker is currently ${oldest.what}, which began at ${began}`
  }
}
