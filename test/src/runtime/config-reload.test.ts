import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import { taskState, testBroker, testWorker, until } from './fixtures/test-worker.ts'

const textOf = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

test('a task whose values from a config provider have changed starts again with the new ones; nothing is lost', async () => {
  const broker = await testBroker()
  const folder = tempDir()
  const [secrets, first, second] = ['secrets.properties', 'one.txt', 'two.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(secrets, `out=${first}\n`)
  const worker = await testWorker(broker.bootstrapServers, {
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.file.param.ttl.ms': '100',
  })
  const source = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '10' }
  await worker.herder.putConnectorConfig('count', source)
  const raw = ['$', `{file:${secrets}:out}`].join('')
  await worker.herder.putConnectorConfig('write', {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file: raw,
  })
  await until('the first file is written', () => textOf(first).includes('n-9') || undefined)
  writeFileSync(secrets, `out=${second}\n`)
  await until(
    'the task was told',
    () =>
      worker.log.some(({ context, message }) => context === '[write|task-0] ' && message.includes('have changed')) ||
      undefined,
  )
  await worker.herder.putConnectorConfig('count', { ...source, count: '12' })
  await until('the second file is written', () => textOf(second).includes('n-11') || undefined)
  expect((textOf(first) + textOf(second)).match(/n-\d+/g)).toEqual(Array.from({ length: 12 }, (_, i) => `n-${i}`))
  expect((await worker.herder.connectorConfig('write'))['file']).toBe(raw)
  expect((await taskState(worker, 'write'))?.state).toBe('RUNNING')
  expect(
    worker.log.filter(({ context, message }) => context === '[write|worker] ' && message.includes('have changed')),
  ).toHaveLength(1)
})
