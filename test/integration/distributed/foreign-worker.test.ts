import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runPipeline } from '../../support/run-pipeline.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from './fixtures/cluster.ts'
import { asLines, awaitStates, common, must, ourSettings, startOurs, states } from './java-group.ts'

const names = ['s1', 's2', 's3', 's4']
const allRunning = names.map((name) => `${name}: RUNNING [RUNNING]`)

describe.skipIf(!available('real-kafka'))('a group that Java workers and ours are told to share', () => {
  test('each refuses to work with the other, and those that were there first are not disturbed', async () => {
    const folder = tempDir()
    writeFileSync(join(folder, 'in.txt'), 'one\n')
    const create = async (url: string) => {
      for (const name of names) {
        const file = join(folder, 'in.txt')
        await must(url, 'PUT', `/connectors/${name}/config`, {
          'connector.class': 'FileStreamSource',
          topic: name,
          file,
        })
      }
      await awaitStates(url, allRunning)
    }
    await using kafka = await startRealKafka()
    const settings = { ...common, 'scheduled.rebalance.max.delay.ms': '300000' }

    {
      await using java = await kafka.startConnect(await freePort(), asLines(settings))
      await create(java.url)
      const rounds = () => java.log().split('Joined group at generation').length - 1
      const roundsBefore = rounds()
      const file = join(folder, 'worker.properties')
      writeFileSync(file, asLines(ourSettings(kafka.bootstrapServers, await freePort(), settings)).join('\n'))
      const refused = await runPipeline(['worker', 'distributed', file])
      expect(refused.exitCode, refused.stderr).toBe(1)
      expect(refused.stdout).not.toContain('ready')
      expect(refused.stderr).toContain(
        `The Connect group 'real-connect' belongs to Java Kafka Connect workers (${java.url}/)`,
      )
      expect(refused.stderr).toContain('To take over their topics, stop them')
      expect(await states(java.url)).toEqual(allRunning)
      expect(rounds()).toBe(roundsBefore)
    }

    await using ours = await startOurs(kafka.bootstrapServers, await freePort(), settings)
    await awaitStates(ours.url, allRunning)
    await using java = await kafka.startConnect(await freePort(), asLines(settings))
    await until('the log names the Java worker', async () =>
      ours.log().includes(`has members that are no Sluiceway workers (${java.url}/)`),
    )
    expect(await states(ours.url)).toEqual(allRunning)
    expect(java.log()).toMatch(/Joined group at generation .* connectorIds=\[\], taskIds=\[\]/)
  }, 400_000)
})
