import type { MetricGroup } from './metric.ts'
import { SampledStats, type SampleWindows, sampledCells } from './sampled-stats.ts'

/** What a worker knows of its group. */
export interface GroupFacts {
  readonly leaderUrl: string | null
  readonly generationId: number
  readonly connectors: number
  readonly tasks: number
}

const DURATION = 0

/**
 * Rebalances of one worker (`DistributedHerder.HerderMetrics`, S21.6). As there, one begins when the worker is told to give something up or to join
 * again, and ends with its next assignment.
 */
export class RebalanceMetrics {
  readonly #times: SampledStats
  readonly #now: () => number
  #startedAt: number | null = null
  #completedAt: number | null = null
  #completed = 0

  constructor(windows: SampleWindows, now: () => number) {
    this.#times = new SampledStats(new Float64Array(sampledCells(1, windows)), windows)
    this.#now = now
  }

  begin(): void {
    this.#startedAt ??= this.#now()
  }

  complete(): void {
    const now = this.#now()
    this.#times.record(DURATION, Math.max(0, now - (this.#startedAt ?? now)), now)
    this.#startedAt = null
    this.#completedAt = now
    this.#completed++
  }

  collect({ leaderUrl, generationId, connectors, tasks }: GroupFacts): MetricGroup[] {
    const now = this.#now()
    const times = this.#times.read(DURATION, now)
    return [
      {
        group: 'connect-worker-rebalance-metrics',
        tags: {},
        values: {
          'connect-protocol': 'SESSIONED',
          'leader-name': leaderUrl ?? '',
          epoch: generationId,
          'completed-rebalances-total': this.#completed,
          rebalancing: this.#startedAt === null ? 0 : 1,
          'rebalance-max-time-ms': times.max,
          'rebalance-avg-time-ms': times.avg,
          'time-since-last-rebalance-ms':
            this.#completedAt === null ? Number.POSITIVE_INFINITY : now - this.#completedAt,
        },
      },
      {
        group: 'connect-coordinator-metrics',
        tags: {},
        values: { 'assigned-connectors': connectors, 'assigned-tasks': tasks },
      },
    ]
  }
}
