import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METRICS } from '../../../../src/runtime/index.ts'

/** Type, name and tags of each metric that `org.apache.kafka.connect.runtime.ConnectMetrics` of Apache Kafka 4.3.1 prints. */
const recorded = readFileSync(new URL('./connect-metrics-4.3.1.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')

test("the list has exactly the metrics of Kafka Connect's own registry, with their tags", () => {
  const ours = METRICS.filter(
    ({ group }) => group.startsWith('connect') || /^(?:source|sink)-task|^task-error/.test(group),
  )
    // Java registers these two in its coordinator, not in Connect's registry.
    .filter(({ group }) => group !== 'connect-coordinator-metrics')
    .map(({ group, name, tags }) => `${group} ${name} ${tags.join()}`.trim())
  expect(recorded.length).toBe(91)
  expect(ours.sort()).toEqual(recorded.sort())
})

test('no metric stands in the list twice, and each says what it is', () => {
  const keys = METRICS.map(({ group, name }) => `${group} ${name}`)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { help, name, kind } of METRICS) {
    expect(help).toMatch(/^[A-Za-z0-9].*[.:a-z)]$/)
    if (name.endsWith('-total')) expect(kind, name).toBe('counter')
  }
})
