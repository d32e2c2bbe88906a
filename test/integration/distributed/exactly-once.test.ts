import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from './fixtures/cluster.ts'
import { readCommitted } from './fixtures/read-topic.ts'
import { asLines, common, must, ourSettings, topics } from './java-group.ts'

const bin = fileURLToPath(new URL('../../../bin/pipeline.js', import.meta.url))
const settings = { ...common, 'exactly.once.source.support': 'enabled' }
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const asText = (lines: readonly string[]) => `${lines.join('\n')}\n`

/** A worker of ours that can be frozen. */
async function spawnOurs(bootstrapServers: string, folder: string) {
  const port = await freePort()
  const properties = join(folder, `${port}.properties`)
  writeFileSync(properties, asLines(ourSettings(bootstrapServers, port, settings)).join('\n'))
  const log = join(folder, `${port}.log`)
  const child: ChildProcess = spawn(process.execPath, [bin, 'worker', 'distributed', properties], {
    stdio: ['ignore', 'pipe', openSync(log, 'w')],
  })
  // However the test ends: a frozen process would stay for ever.
  onTestFinished(() => void child.kill('SIGKILL'))
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(readFileSync(log, 'utf8')))),
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => readFileSync(log, 'utf8'),
    signal: (name: NodeJS.Signals) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

describe.skipIf(!available('real-kafka'))('exactly-once sources', () => {
  test('go from a frozen Java worker to ours and from a frozen one of ours to a Java worker without a line lost or twice', async () => {
    const folder = tempDir()
    const file = join(folder, 'in.txt')
    writeFileSync(file, asText(numbered(0, 300)))
    await using kafka = await startRealKafka()
    const lines = () => readCommitted(kafka.bootstrapServers, 'counted')
    const arrived = (count: number) =>
      until(`${count} lines`, async () => {
        const now = await lines()
        if (now.length >= count) return now
        throw new Error(`${now.length} lines`)
      })

    const config = {
      ...{ 'connector.class': 'FileStreamSource', topic: 'counted', file },
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
    }
    await using java = await kafka.startConnect(await freePort(), asLines(settings))
    await must(java.url, 'PUT', '/connectors/count/config', config)
    await arrived(300)
    appendFileSync(file, asText(numbered(300, 350)))
    java.signal('SIGSTOP')
    appendFileSync(file, asText(numbered(350, 600)))

    {
      await using ours = await spawnOurs(kafka.bootstrapServers, folder)
      expect(await arrived(600)).toEqual(numbered(0, 600))
      appendFileSync(file, asText(numbered(600, 700)))
      java.signal('SIGCONT')
      await until('the Java worker is told', async () => ours.log().includes('no Sluiceway workers'))
      expect(await arrived(700)).toEqual(numbered(0, 700))
      await java[Symbol.asyncDispose]()

      appendFileSync(file, asText(numbered(700, 720)))
      ours.signal('SIGSTOP')
      await using successor = await kafka.startConnect(await freePort(), asLines(settings))
      appendFileSync(file, asText(numbered(720, 900)))
      expect(await arrived(900)).toEqual(numbered(0, 900))
      ours.signal('SIGCONT')
      appendFileSync(file, asText(numbered(900, 1000)))
      await until('ours gives way', async () =>
        /belongs to Java Kafka Connect workers|led by a Java worker/.test(ours.log()),
      )
      expect(await arrived(1000)).toEqual(numbered(0, 1000))
      expect(await must(successor.url, 'GET', '/connectors/count/status')).toMatchObject({
        tasks: [{ state: 'RUNNING' }],
      })
    }
    expect(await readCommitted(kafka.bootstrapServers, topics.config)).toContain('{"task-count":1}')
    expect(await lines()).toEqual(numbered(0, 1000))
  }, 600_000)
})
