import { expect, test } from 'vitest'
import { formatLog, formatLogJson, type LogEntry } from '../../../../src/runtime/index.ts'
import { taskContext, workerContext } from '../../../../src/runtime/logging/context-logger.ts'

const entry = (more: Partial<LogEntry>): LogEntry => ({
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  level: 'INFO',
  logger: 'org.apache.kafka.connect.runtime.WorkerSourceTask',
  context: taskContext('my-connector', 0, 'offsets'),
  message: 'Committed',
  fields: { records: 3 },
  ...more,
})

test("text is the line of Kafka Connect's log4j pattern", () => {
  expect(formatLog(entry({}))).toBe(
    '[2026-01-02 03:04:05,678] INFO [my-connector|task-0|offsets] Committed records=3 (org.apache.kafka.connect.runtime.WorkerSourceTask)\n',
  )
  expect(formatLog(entry({ context: '', fields: {}, trace: 'Error: x\n\tat y\n' }))).toBe(
    '[2026-01-02 03:04:05,678] INFO Committed (org.apache.kafka.connect.runtime.WorkerSourceTask)\nError: x\n\tat y\n',
  )
})

test('JSON has the MDC field and its parts, on one line', () => {
  const line = formatLogJson(entry({ message: 'one\ntwo', trace: 'Error: x\n\tat y\n' }))
  expect(line.split('\n')).toHaveLength(2)
  expect(JSON.parse(line)).toEqual({
    time: '2026-01-02T03:04:05.678Z',
    level: 'INFO',
    logger: 'org.apache.kafka.connect.runtime.WorkerSourceTask',
    'connector.context': '[my-connector|task-0|offsets]',
    connector: 'my-connector',
    task: 0,
    message: 'one\ntwo',
    trace: 'Error: x\n\tat y\n',
    records: 3,
  })
  const ofWorker = JSON.parse(formatLogJson(entry({ context: workerContext('a|b') }))) as Record<string, unknown>
  expect([ofWorker['connector.context'], ofWorker['connector'], ofWorker['task']]).toEqual([
    '[a|b|worker]',
    'a|b',
    undefined,
  ])
  expect(JSON.parse(formatLogJson(entry({ context: '' })))).not.toHaveProperty('connector')
})

test('fields of a plugin do not take the place of those that every line has', () => {
  const line = formatLogJson(entry({ fields: { level: 'FAKE', message: 'FAKE', connector: 'FAKE', time: 'FAKE' } }))
  expect(line).not.toContain('FAKE')
})
