import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../../support/temp-dir.ts'
import { eventually, fileSource, ownersOf, startTestBroker, testClients, testGroup } from './fixtures/group.ts'

test.each([
  ['config', 'connector configurations'],
  ['offset', 'source connector offsets'],
  ['status', 'connector and task statuses'],
])('a worker does not start on a %s topic that forgets', async (kind, purpose) => {
  const bootstrap = await startTestBroker()
  const { admin } = testClients(bootstrap)
  const property = `${kind}.storage.topic`
  for (const [i, policy] of ['delete', 'compact,delete'].entries()) {
    const name = `forgets-${i}`
    await admin.createTopics([{ name, partitions: 1, replicationFactor: 1, configs: { 'cleanup.policy': policy } }])
    await expect(testGroup(bootstrap, { [property]: name }).start(18091)).rejects.toThrow(
      `Topic '${name}' supplied via the '${property}' property is required to have 'cleanup.policy=compact' to guarantee consistency and durability of ${purpose}, but found the topic currently has 'cleanup.policy=${policy}'. Continuing would likely result in eventually losing ${purpose} and problems restarting this Connect cluster in the future. Change the '${property}' property in the Connect worker configurations to use a topic with 'cleanup.policy=compact'.`,
    )
  }
})

test('a worker does not start on a config topic with two partitions', async () => {
  const bootstrap = await startTestBroker()
  const { admin } = testClients(bootstrap)
  const configs = { 'cleanup.policy': 'compact' }
  await admin.createTopics([{ name: 'two', partitions: 2, replicationFactor: 1, configs }])
  await expect(testGroup(bootstrap, { 'config.storage.topic': 'two' }).start(18092)).rejects.toThrow(
    "Topic 'two' supplied via the 'config.storage.topic' property is required to have a single partition in order to guarantee consistency of connector configurations, but found 2 partitions.",
  )
})

test('records that nobody can read are left out with a warning each, and the group works on', async () => {
  const folder = tempDir()
  const file = join(folder, 'lines')
  writeFileSync(file, 'one\n')
  const bootstrap = await startTestBroker()
  const { write } = testClients(bootstrap)
  const { start, errors, warnings } = testGroup(bootstrap)
  const worker = await start(18093)
  await worker.herder.putConnectorConfig('a', fileSource(file, 't'))
  await eventually(() => ownersOf(worker, ['a']))

  await write('connect-configs', [
    ['connector-a', '{"properties":'],
    ['connector-a', '"text"'],
    ['connector-a', '{"properties":["x"]}'],
    ['commit-a', '{"tasks":4294967295}'],
    ['task-a-minus', '{"properties":{}}'],
    ['target-state-a', '{"state":"SLEEPING"}'],
    ['unheard-of-a', '{}'],
  ])
  await write('connect-status', [
    ['status-connector-a', 'RUNNING'],
    ['status-task-a-0', '{"state":"ASLEEP","worker_id":"w"}'],
    ['status-task-a-x', '{}'],
    ['foreign', null],
  ])
  await write('connect-offsets', [
    ['["a",{"filename":"elsewhere"}]', '{"position":5}'],
    ['["a",{"filename":"elsewhere"}]', '{"position":'],
    ['["a",{"filename":"elsewhere"}]', '7'],
    ['[1,2]', '{}'],
    ['plain', '{}'],
  ])

  // A commit that claims tasks that are not there makes the connector inconsistent; it is asked again at once.
  await eventually(async () => {
    expect(await worker.herder.taskConfigs('a')).toHaveLength(1)
    await ownersOf(worker, ['a'])
  })
  await eventually(async () =>
    expect(await worker.herder.connectorOffsets('a')).toContainEqual({
      partition: { filename: 'elsewhere' },
      offset: { position: 5 },
    }),
  )
  const left = (topic: string) => warnings.filter((each) => each.startsWith(`A record of the topic '${topic}'`)).length
  await eventually(async () =>
    expect([left('connect-configs'), left('connect-status'), left('connect-offsets')]).toEqual([6, 4, 4]),
  )

  // A worker that reads all of it from the beginning comes to the same.
  const second = await start(18094)
  expect(await second.herder.connectorConfig('a')).toMatchObject({ file })
  await eventually(() => ownersOf(second, ['a']))
  expect(errors).toEqual([])
})

test('an empty commit that arrives late does not leave a running connector without tasks', async () => {
  const file = join(tempDir(), 'lines')
  writeFileSync(file, 'one\n')
  const bootstrap = await startTestBroker()
  const { write } = testClients(bootstrap)
  const { start } = testGroup(bootstrap)
  const worker = await start(18095)
  await worker.herder.putConnectorConfig('a', fileSource(file, 't'))
  await eventually(() => ownersOf(worker, ['a']))
  // The empty commit of a stop whose write was given up, after the resume.
  await write('connect-configs', [['commit-a', '{"tasks":0}']])
  await eventually(async () => expect(worker.herder.worker.tasks()).toHaveLength(0))
  await eventually(() => ownersOf(worker, ['a']))
})
