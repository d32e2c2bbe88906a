import { METRICS, type MetricInfo, metricName } from '../../src/runtime/index.ts'
import { pageBanner } from './write-reference.ts'

const heading = ({ group, tags }: MetricInfo) =>
  `\`${group}\`${tags.length === 0 ? '' : ` by ${tags.map((tag) => `\`${tag}\``).join(', ')}`}`

/** `docs/reference/metrics.md`: every metric of `GET /metrics`, from the list that the endpoint itself is held to. */
export function metricsPage(): string {
  const headings = [...new Set(METRICS.map(heading))]
  const sections = headings.flatMap((each) => [
    `## ${each}`,
    '',
    '| metric | type | meaning |',
    '|---|---|---|',
    ...METRICS.filter((metric) => heading(metric) === each).map(
      ({ group, name, kind, help }) =>
        `| \`${metricName(group, name)}\` | ${kind === 'text' ? `label \`${name.replaceAll('-', '_')}\`` : kind} | ${help} |`,
    ),
    '',
  ])
  return [
    pageBanner,
    '# Metrics',
    '',
    '`GET /metrics` of a worker. Groups are the JMX types of Kafka Connect and of its `ConnectMetricsRegistry`; how they are named, and what is ours, is in [observability](../observability.md). *Of late*: within the last `metrics.num.samples` (2) windows of `metrics.sample.window.ms` (30 s); NaN when nothing happened in them.',
    '',
    'A metric of type *label* is 1, and its label of that name is the word.',
    '',
    ...sections,
  ].join('\n')
}
