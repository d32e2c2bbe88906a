import type { HistogramValue, MetricGroup, MetricValue } from './metric.ts'
import { metricName, metricsByName } from './metric-list.ts'

export interface TextFormat {
  readonly mediaType: string
  readonly isOpenMetrics: boolean
}

export const PROMETHEUS_TEXT: TextFormat = {
  mediaType: 'text/plain; version=0.0.4; charset=utf-8',
  isOpenMetrics: false,
}
export const OPEN_METRICS: TextFormat = {
  mediaType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  isOpenMetrics: true,
}

type Kind = 'counter' | 'gauge' | 'histogram' | 'unknown'

interface Family {
  readonly kind: Kind
  readonly help: string
  readonly lines: string[]
}

/**
 * Metrics in Prometheus' text exposition format 0.0.4, or OpenMetrics 1.0. Names are those that the JMX exporter makes of Connect's by
 * convention: `kafka_connect_<group>_<metric>`, `-` as `_` (S21.9). A text value becomes a label, named after the metric, of a gauge that is 1.
 */
export function prometheusText(
  groups: readonly MetricGroup[],
  { isOpenMetrics }: TextFormat = PROMETHEUS_TEXT,
): string {
  const families = new Map<string, Family>()
  for (const { group, tags, values } of groups)
    for (const [name, value] of Object.entries(values)) {
      const full = metricName(group, name)
      const family = families.get(full) ?? newFamily(full, isOpenMetrics)
      families.set(full, family)
      family.lines.push(...samples(full, name, tags, value))
    }
  const text = Array.from(families, ([name, { kind, help, lines }]) => {
    const about = isOpenMetrics && kind === 'counter' ? name.replace(/_total$/, '') : name
    return `# HELP ${about} ${escapedHelp(help, isOpenMetrics)}\n# TYPE ${about} ${kind}\n${lines.join('\n')}\n`
  }).join('')
  return isOpenMetrics ? `${text}# EOF\n` : text
}

function newFamily(full: string, isOpenMetrics: boolean): Family {
  const about = metricsByName.get(full)
  if (about === undefined) throw new Error(`${full} is not in the list of metrics`)
  const kind: Kind = about.kind === 'text' ? 'gauge' : about.kind
  // A counter of OpenMetrics must be named ..._total; some of Kafka's are not.
  const isMisnamed = isOpenMetrics && kind === 'counter' && !full.endsWith('_total')
  return { kind: isMisnamed ? 'unknown' : kind, help: about.help, lines: [] }
}

function samples(full: string, name: string, tags: MetricGroup['tags'], value: MetricValue): string[] {
  if (typeof value === 'number') return [`${full}${labels(tags)} ${numberText(value)}`]
  if (typeof value === 'string') return [`${full}${labels({ ...tags, [name.replaceAll('-', '_')]: value })} 1`]
  return histogramSamples(full, tags, value)
}

function histogramSamples(full: string, tags: MetricGroup['tags'], { bounds, counts, sum }: HistogramValue): string[] {
  let below = 0
  const lines = counts.map((count, at) => {
    below += count
    const le = at < bounds.length ? numberText(bounds[at]!) : '+Inf'
    return `${full}_bucket${labels({ ...tags, le })} ${below}`
  })
  return [...lines, `${full}_sum${labels(tags)} ${numberText(sum)}`, `${full}_count${labels(tags)} ${below}`]
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}

function labels(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags)
  if (entries.length === 0) return ''
  return `{${entries.map(([key, value]) => `${key}="${escapedLabel(value)}"`).join(',')}}`
}

const escapedLabel = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

function escapedHelp(help: string, isOpenMetrics: boolean): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return isOpenMetrics ? text.replaceAll('"', '\\"') : text
}
