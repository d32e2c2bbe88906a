import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startBroker } from '../../../../src/broker/index.ts'
import { connectCluster, createAdmin, systemClock } from '../../../../src/kafka/index.ts'
import { EndTxn } from '../../../../src/protocol/index.ts'
import { KafkaConfigStore } from '../../../../src/runtime/distributed/kafka-config-store.ts'
import { LeaderWriter } from '../../../../src/runtime/distributed/leader-writer.ts'
import { within } from '../../../../src/runtime/distributed/within.ts'
import { tempDir } from '../../../support/temp-dir.ts'

/** The config topic as two workers have it that both take themselves for the leader. */
async function dispute() {
  const broker = await startBroker({ dataDir: join(tempDir(), 'broker') })
  onTestFinished(() => broker.close())
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  onTestFinished(() => cluster.close())
  const configs = { 'cleanup.policy': 'compact' }
  await createAdmin(cluster).createTopics([{ name: 'configs', partitions: 1, replicationFactor: 1, configs }])
  const worker = async () => {
    const own = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'worker' })
    onTestFinished(() => own.close())
    let fenced = 0
    const leaderWriter = new LeaderWriter(own, {
      topic: 'configs',
      transactionalId: 'connect-cluster-g',
      producer: {},
      onFenced: () => fenced++,
    })
    const store = new KafkaConfigStore(own, {
      topic: 'configs',
      ensureTopic: () => Promise.resolve(),
      leaderWriter,
      report: () => {},
      onError: () => {},
      within: (work, timeoutMs, what) => within(systemClock, work, timeoutMs, what),
    })
    await store.start(() => {})
    onTestFinished(() => store.stop())
    const names = async () => {
      await store.refresh(10_000)
      return [...store.state().connectors.keys()]
    }
    return { store, names, fenced: () => fenced }
  }
  return { broker, first: await worker(), second: await worker() }
}

const refused = {
  javaClass: 'org.apache.kafka.connect.runtime.distributed.RebalanceNeededException',
  statusCode: 409,
  message: 'Failed to write to config topic: this worker must confirm that it still leads its group',
}

test('the leader that claimed last writes; the one before it is refused until it claims again', async () => {
  const { first, second } = await dispute()
  await expect(first.store.putConnectorConfig('none', {}, null)).rejects.toMatchObject(refused)
  await first.store.claimWritePrivileges()
  await first.store.putConnectorConfig('a', { by: 'first' }, null)
  await second.store.claimWritePrivileges()

  await expect(first.store.putConnectorConfig('b', { by: 'first' }, null)).rejects.toMatchObject(refused)
  expect([first.fenced(), second.fenced()]).toEqual([1, 0])
  await expect(first.store.putTaskConfigs('a', [{}])).rejects.toMatchObject(refused)
  await second.store.putConnectorConfig('c', { by: 'second' }, null)
  expect([await first.names(), await second.names()]).toEqual([
    ['a', 'c'],
    ['a', 'c'],
  ])

  await first.store.claimWritePrivileges()
  await first.store.putConnectorConfig('d', { by: 'first' }, null)
  await expect(second.store.removeConnectorConfig('a')).rejects.toMatchObject(refused)
  expect([await first.names(), await second.names()]).toEqual([
    ['a', 'c', 'd'],
    ['a', 'c', 'd'],
  ])
})

test('what a leader had begun to write when another took over is there in no part', async () => {
  const { broker, first, second } = await dispute()
  await first.store.claimWritePrivileges()
  await first.store.putConnectorConfig('a', {}, null)
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const stop = broker.intercept(EndTxn, async () => {
    reached.resolve()
    await released.promise
    return undefined
  })
  const writing = first.store.putTaskConfigs('a', [{ n: '0' }, { n: '1' }]).catch((error: unknown) => error)
  await reached.promise
  stop()
  await second.store.claimWritePrivileges()
  released.resolve()

  expect(await writing).toMatchObject(refused)
  await second.store.putTaskConfigs('a', [{ n: 'new' }])
  for (const { store, names } of [first, second]) {
    expect(await names()).toEqual(['a'])
    expect(store.state().connectors.get('a')).toMatchObject({ tasks: [{ n: 'new' }], isInconsistent: false })
  }
})

test('target states are written by any worker, also while another leads', async () => {
  const { first, second } = await dispute()
  await first.store.claimWritePrivileges()
  await first.store.putConnectorConfig('a', {}, null)
  await second.store.putTargetState('a', 'PAUSED')
  await first.store.refresh(10_000)
  expect(first.store.state().connectors.get('a')?.target).toBe('PAUSED')
})
