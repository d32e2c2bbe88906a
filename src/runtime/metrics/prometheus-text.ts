import type { MetricGroup } from './metric.ts'

interface Family {
  readonly type: 'counter' | 'gauge'
  readonly lines: string[]
}

/**
 * Metrics in Prometheus' text format, under the names that the JMX exporter gives Connect's by convention: `kafka_connect_<group>_<metric>`,
 * `-` as `_` (S21.9). Text values become a label of a gauge that is 1.
 */
export function prometheusText(groups: readonly MetricGroup[]): string {
  const families = new Map<string, Family>()
  for (const { group, tags, values } of groups)
    for (const [name, value] of Object.entries(values)) {
      const metric = `kafka_connect_${group}_${name}`.replaceAll('-', '_')
      const family = families.get(metric) ?? { type: name.endsWith('-total') ? 'counter' : 'gauge', lines: [] }
      families.set(metric, family)
      family.lines.push(
        typeof value === 'number'
          ? `${metric}${labels(tags)} ${Number.isFinite(value) ? value : 'NaN'}`
          : `${metric}${labels({ ...tags, [name.replaceAll('-', '_')]: value })} 1`,
      )
    }
  return [...families].map(([name, { type, lines }]) => `# TYPE ${name} ${type}\n${lines.join('\n')}\n`).join('')
}

function labels(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags)
  if (entries.length === 0) return ''
  const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `{${entries.map(([key, value]) => `${key}="${escaped(value)}"`).join(',')}}`
}
