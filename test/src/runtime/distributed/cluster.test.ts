import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../../support/temp-dir.ts'
import { eventually, fileSource, ownersOf, startTestBroker, testGroup } from './fixtures/group.ts'

test('two workers share connectors and tasks; when one leaves, the other runs everything', async () => {
  const folder = tempDir()
  const { start, errors } = testGroup(await startTestBroker())
  const first = await start(18081)
  const names = ['a', 'b', 'c', 'd']
  for (const name of names) {
    writeFileSync(join(folder, name), 'one\ntwo\n')
    await first.herder.putConnectorConfig(name, fileSource(join(folder, name), `topic-${name}`))
  }
  expect(new Set(await eventually(() => ownersOf(first, names)))).toEqual(new Set(['127.0.0.1:18081']))

  const second = await start(18082)
  await eventually(async () => {
    const owners = await ownersOf(second, names)
    expect(owners.filter((owner) => owner === '127.0.0.1:18081')).toHaveLength(4)
    expect(owners.filter((owner) => owner === '127.0.0.1:18082')).toHaveLength(4)
  })

  await first.stop()
  expect(new Set(await eventually(() => ownersOf(second, names)))).toEqual(new Set(['127.0.0.1:18082']))
  expect(errors).toEqual([])
})

test('the log says what nobody runs while the return of a worker is awaited', async () => {
  const folder = tempDir()
  const { start, warnings } = testGroup(await startTestBroker(), { 'scheduled.rebalance.max.delay.ms': '1500' })
  const first = await start(18087)
  const second = await start(18088)
  for (const name of ['a', 'b']) {
    writeFileSync(join(folder, name), 'one\n')
    await first.herder.putConnectorConfig(name, fileSource(join(folder, name), `topic-${name}`))
  }
  const owners = await eventually(() => ownersOf(first, ['a', 'b']))
  expect(new Set(owners).size).toBe(2)
  await second.stop()
  await eventually(async () =>
    expect(warnings[0]).toMatch(
      /^A worker is gone, and nobody runs what it ran: [ab], [ab]-0\. If it is not back in 1500 ms \(scheduled\.rebalance\.max\.delay\.ms\), others take that over$/,
    ),
  )
  expect(new Set(await eventually(() => ownersOf(first, ['a', 'b'])))).toEqual(new Set(['127.0.0.1:18087']))
})

test('a follower refuses what only the leader may do and says where it is; its connectors get their tasks through the leader', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'a'), 'one\n')
  const { start } = testGroup(await startTestBroker())
  const leader = await start(18083)
  const follower = await start(18084)
  await expect(follower.herder.putConnectorConfig('a', fileSource(join(folder, 'a'), 't'))).rejects.toMatchObject({
    message: 'Only the leader can set connector configs.',
    forwardUrl: 'http://127.0.0.1:18083/',
  })
  for (const name of ['a', 'b'])
    await leader.herder.putConnectorConfig(name, fileSource(join(folder, 'a'), `t-${name}`))
  const owners = await eventually(() => ownersOf(follower, ['a', 'b']))
  expect(new Set(owners)).toEqual(new Set(['127.0.0.1:18083', '127.0.0.1:18084']))

  await follower.herder.pauseConnector('a')
  await eventually(async () => {
    const { connector, tasks } = await leader.herder.connectorStatus('a')
    expect([connector.state, ...tasks.map((task) => task.state)]).toEqual(['PAUSED', 'PAUSED'])
  })
  await leader.herder.stopConnector('a')
  await eventually(async () => expect((await follower.herder.connectorStatus('a')).tasks).toEqual([]))
  await leader.herder.deleteConnectorConfig('a')
  await eventually(async () => expect(await follower.herder.connectors()).toEqual(['b']))
})
