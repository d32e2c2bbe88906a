import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DistributedWorker } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { eventually, fileSource, ownersOf, startTestBroker, testGroup } from './fixtures/group.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const PORTS = [18121, 18122, 18123]

/** The runs that are alive on a worker: a task that is stopped and started again has another. */
const runsOf = ({ herder }: DistributedWorker) =>
  herder.worker
    .tasks()
    .map(({ run }) => `${run} of ${herder.workerId}`)
    .sort()

test('while workers are restarted one after the other, tasks of the others run on', async () => {
  const folder = tempDir()
  const { start, errors } = testGroup(await startTestBroker(), { 'scheduled.rebalance.max.delay.ms': '2000' })
  const workers = new Map<number, DistributedWorker>()
  for (const port of PORTS) workers.set(port, await start(port))
  const [first] = workers.values()
  for (const name of names) {
    writeFileSync(join(folder, name), 'one\n')
    await first!.herder.putConnectorConfig(name, fileSource(join(folder, name), `topic-${name}`))
  }
  const balanced = (through: DistributedWorker) =>
    eventually(async () => {
      const owners = await ownersOf(through, names)
      for (const port of PORTS) expect(owners.filter((owner) => owner === `127.0.0.1:${port}`)).toHaveLength(4)
    })
  await balanced(first!)

  // The leader last: its successor knows of no delay.
  for (const port of PORTS.toReversed()) {
    const others = PORTS.filter((each) => each !== port).map((each) => workers.get(each)!)
    const before = others.flatMap(runsOf)
    await workers.get(port)!.stop()
    const restarted = await start(port)
    workers.set(port, restarted)
    await balanced(restarted)
    expect(others.flatMap(runsOf), `restarted: ${port}`).toEqual(before)
  }
  expect(errors).toEqual([])
})
