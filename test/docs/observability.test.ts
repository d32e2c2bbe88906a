import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { formatLog, formatLogJson, type LogEntry, METRICS, metricName } from '../../src/runtime/index.ts'
import { LOGGERS } from '../../src/runtime/logging/framework-loggers.ts'
import { tracingConfig } from '../../src/runtime/tracing/tracing-settings.ts'

const page = readFileSync('docs/observability.md', 'utf8')
const names = METRICS.map(({ group, name }) => metricName(group, name))
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text!)

test('every metric that the page names exists, in its alerts, too', () => {
  const used = [...page.matchAll(/\b(?:kafka_connect|sluiceway)_[a-z_]+[a-z]\b/g)].map(([name]) => name)
  expect(used.length).toBeGreaterThan(10)
  const madeByRule = 'kafka_connect_source_task_source_record_write_total'
  for (const name of used.filter((each) => each !== madeByRule)) expect(names, name).toContain(name)
})

test('the rule for the names of other boards makes them of ours', () => {
  const [{ metric_relabel_configs: rules }] = blocks('yaml')
    .map((text) => parse(text) as Record<string, [{ regex: string; replacement: string }]>)
    .filter((each) => 'metric_relabel_configs' in each) as [
    { metric_relabel_configs: [{ regex: string; replacement: string }] },
  ]
  const { regex, replacement } = rules[0]
  const renamed = (name: string) =>
    name.replace(new RegExp(`^(?:${regex})$`), replacement.replaceAll(/\$\{(\d)\}/g, '$$$1'))
  expect(renamed('kafka_connect_source_task_metrics_source_record_write_total')).toBe(
    'kafka_connect_source_task_source_record_write_total',
  )
  expect(renamed('kafka_connect_connect_worker_metrics_task_count')).toBe('kafka_connect_worker_task_count')
  const all = names.map(renamed)
  expect(new Set(all).size).toBe(new Set(names).size)
})

test('the log lines of the page are those that a worker writes', () => {
  const message = 'Task orders-0 failed and will not recover until manually restarted'
  const entry: LogEntry = {
    at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    ...{ level: 'ERROR', logger: LOGGERS.worker, context: '[orders|task-0] ', message, fields: {} },
  }
  expect(page).toContain(formatLog(entry))
  expect(blocks('json')).toEqual([formatLogJson({ ...entry, trace: '...' })])
})

test('the page names every logger of the framework and every setting of traces', () => {
  for (const name of Object.values(LOGGERS)) expect(page).toContain(name.slice(name.lastIndexOf('.')))
  for (const key of Object.keys(tracingConfig.keys))
    expect(page.includes(`\`${key}\``) || (key.endsWith('.arg') && page.includes('`.arg`')), key).toBe(true)
})
