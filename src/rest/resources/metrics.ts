import { type MetricGroup, OPEN_METRICS, PROMETHEUS_TEXT, prometheusText } from '../../runtime/index.ts'
import type { Route } from '../route.ts'

/** OpenMetrics when the caller asks for it and not for plain text as much; Prometheus' own text for everybody else. */
function formatFor(accept: string | undefined) {
  const quality = (type: RegExp) =>
    Math.max(
      0,
      ...(accept ?? '')
        .split(',')
        .filter((range) => type.test(range))
        .map((range) => Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1)),
    )
  const openMetrics = quality(/application\/openmetrics-text/)
  return openMetrics > 0 && openMetrics >= quality(/text\/(?:plain|\*)/) ? OPEN_METRICS : PROMETHEUS_TEXT
}

/** Of this process, as Prometheus' client libraries name them. */
function processMetrics(): MetricGroup {
  const { user, system } = process.cpuUsage()
  return {
    group: 'process',
    tags: {},
    values: {
      'cpu-seconds-total': (user + system) / 1e6,
      'resident-memory-bytes': process.memoryUsage.rss(),
      'start-time-seconds': performance.timeOrigin / 1000,
    },
  }
}

export const metricRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/metrics',
    role: 'read',
    isExtension: true,
    textType: PROMETHEUS_TEXT.mediaType,
    summary: "Connect's metrics of this worker in Prometheus' text format.",
    handle: ({ herder }, { headers }) => {
      const format = formatFor(headers['accept'])
      const content = prometheusText([...(herder.metrics?.() ?? []), processMetrics()], format)
      return { status: 200, text: { type: format.mediaType, content } }
    },
  },
]
