/** Observations counted by size. `counts[i]` are those at or below `bounds[i]`, without those below the bound before; the last are above all. */
export interface HistogramValue {
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly sum: number
}

/** Text values are attributes such as a status. */
export type MetricValue = number | string | HistogramValue

/** One metric group for one set of tags, with its values: Connect's groups (JMX types, S21) or ours, as `metric-list.ts` lists them. */
export interface MetricGroup {
  readonly group: string
  readonly tags: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, MetricValue>>
}
