import { describe, expect, onTestFinished, test } from 'vitest'
import { stormyCluster } from '../../src/runtime/delivery/fixtures/stormy-cluster.ts'
import { available, freePort, type RealKafka, startRealKafka } from '../../support/services.ts'
import { until } from '../distributed/fixtures/cluster.ts'
import { FlakyProxy } from '../kafka/flaky-proxy.ts'

const settings = ['log.message.timestamp.type=LogAppendTime', 'num.partitions=3']
/** Enough for a run of several seconds. */
const COUNT = 600

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function kafka(more: readonly string[] = []): Promise<RealKafka> {
  const started = await startRealKafka([...settings, ...more])
  onTestFinished(() => started[Symbol.asyncDispose]())
  return started
}

describe.skipIf(!available('real-kafka'))(
  'on Apache Kafka nothing is lost, and with exactly-once nothing is there twice',
  () => {
    test('while the broker is stopped and goes on, for less and for more than a request waits', async () => {
      const broker = await kafka()
      const cluster = await stormyCluster(broker.bootstrapServers, COUNT)
      await cluster.begin()
      for (const stoppedMs of [300, 2_500]) {
        broker.signal('SIGSTOP')
        await pause(stoppedMs)
        broker.signal('SIGCONT')
        await pause(500)
      }
      await cluster.arrive(120_000)
      await cluster.check('none')
    })

    test('when the broker is killed and started again', async () => {
      const broker = await kafka()
      const cluster = await stormyCluster(broker.bootstrapServers, COUNT)
      await cluster.begin()
      broker.signal('SIGKILL')
      await pause(300)
      await broker.startAgain()
      await cluster.arrive(120_000)
      await cluster.check('none')
      expect(cluster.failures.filter((trace) => !/fenced|epoch|abort/i.test(trace))).toEqual([])
    })

    test('while connections are cut, before and after the broker has done the work', async () => {
      const proxyPort = await freePort()
      const broker = await kafka([`advertised.listeners=PLAINTEXT://127.0.0.1:${proxyPort}`])
      await using proxy = new FlakyProxy(Number(broker.bootstrapServers.split(':')[1]))
      await proxy.listen(proxyPort)
      const cluster = await stormyCluster(`127.0.0.1:${proxyPort}`, COUNT)
      await cluster.begin()
      for (let round = 0; round < 8; round++) {
        if (round % 2 === 0) {
          const { cuts } = proxy
          proxy.swallows = true
          await until('an answer is lost', async () => proxy.cuts > cuts, 30_000, 5)
          proxy.swallows = false
        } else proxy.cutAll()
        await pause(250)
      }
      await cluster.arrive(120_000)
      await cluster.check('none')
      expect(cluster.failures).toEqual([])
    })
  },
)
