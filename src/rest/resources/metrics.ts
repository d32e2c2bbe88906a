import { prometheusText } from '../../runtime/index.ts'
import type { Route } from '../route.ts'

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8'

export const metricRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/metrics',
    role: 'read',
    isExtension: true,
    textType: PROMETHEUS,
    summary: "Connect's metrics of this worker in Prometheus' text format.",
    handle: ({ herder }) => ({
      status: 200,
      text: { type: PROMETHEUS, content: prometheusText(herder.metrics?.() ?? []) },
    }),
  },
]
