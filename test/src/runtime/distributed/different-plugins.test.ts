import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../../support/temp-dir.ts'
import { catalogue } from '../fixtures/catalogue.ts'
import { eventually, fileSource, startTestBroker, testGroup } from './fixtures/group.ts'

const catalogueSource = {
  module: new URL('../fixtures/catalogue.ts', import.meta.url).href,
  export: 'catalogue',
}

test('a worker that lacks a connector fails what it is given of it, names itself and the class, and runs the rest', async () => {
  const folder = tempDir()
  const { start } = testGroup(await startTestBroker())
  const rich = await start(18101, { catalogue, catalogueSource })
  const poor = await start(18102)
  const sinks = ['a', 'b', 'c', 'd']
  for (const name of sinks)
    await rich.herder.putConnectorConfig(name, {
      'connector.class': 'test.LineSinkConnector',
      'tasks.max': '1',
      topics: 'none',
      file: join(folder, name),
    })
  const known = ['k', 'l']
  for (const name of known) {
    writeFileSync(join(folder, name), 'one\n')
    await rich.herder.putConnectorConfig(name, fileSource(join(folder, name), 't'))
  }

  const isPoor = (each: { readonly workerId: string }) => each.workerId === poor.herder.workerId
  await eventually(async () => {
    const all = await Promise.all([...sinks, ...known].map((name) => poor.herder.connectorStatus(name)))
    const parts = all.flatMap(({ name, connector, tasks }) => [connector, ...tasks].map((each) => ({ name, ...each })))
    const failed = parts.filter(({ state }) => state === 'FAILED')
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.filter(isPoor)).toEqual(failed)
    expect(failed.filter(({ name }) => known.includes(name))).toEqual([])
    expect(parts.filter(isPoor).filter(({ name }) => sinks.includes(name))).toEqual(failed)
    for (const { trace } of failed)
      expect(trace?.split('\n')[0]).toBe(
        'org.apache.kafka.connect.errors.ConnectException: Failed to find any class that implements Connector and which name matches test.LineSinkConnector: worker 127.0.0.1:18102 has no such plugin. All workers of a group need the same plugins.',
      )
    const running = parts.filter(({ state }) => state === 'RUNNING')
    expect(running.length + failed.length).toBe(parts.length)
    for (const name of known) expect(running.filter((each) => each.name === name)).toHaveLength(2)
  })

  // On a worker that has the class everything runs.
  await poor.stop()
  await eventually(async () => {
    for (const name of [...sinks, ...known]) {
      const { connector, tasks } = await rich.herder.connectorStatus(name)
      expect([connector.state, ...tasks.map(({ state }) => state)]).toEqual(['RUNNING', 'RUNNING'])
    }
  })
})
