import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { temporaryDirectory, withBroker } from '../../src/broker/support/with-broker.ts'
import { confluentPython, inTemporaryDirectory, isInstalled, run } from './command.ts'

const directory = temporaryDirectory()
let broker: Broker

beforeAll(async () => {
  broker = await startBroker({ dataDir: directory.path, config: { 'group.initial.rebalance.delay.ms': '0' } })
})

afterAll(async () => {
  await broker?.close()
  directory.remove()
})

const hasKcat = await isInstalled('kcat', '-V')
const hasPython = confluentPython !== undefined || (await isInstalled('python3', '-m', 'venv', '--help'))
const hasGo = await isInstalled('go', 'version')

describe.skipIf(!hasKcat)('kcat', () => {
  const kcat = (...args: string[]) => run('kcat', ['-b', broker.bootstrapServers, ...args])

  it('lists, produces and consumes', async () => {
    const input = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('')
    await run('kcat', ['-b', broker.bootstrapServers, '-P', '-t', 'lines', '-z', 'lz4'], { input })
    expect(await kcat('-L')).toMatch(/topic "lines" with 1 partitions/)
    expect(await kcat('-C', '-t', 'lines', '-e', '-q')).toBe(input)
    expect(await kcat('-Q', '-t', 'lines:0:-1')).toContain('lines [0] offset 500')
  })

  it('reads as a member of a group', async () => {
    await run('kcat', ['-b', broker.bootstrapServers, '-P', '-t', 'grouped'], { input: 'a\nb\n' })
    const args = ['-X', 'auto.offset.reset=earliest', '-G', 'readers', 'grouped', '-e', '-q']
    expect(await run('timeout', ['100', 'kcat', '-b', broker.bootstrapServers, ...args])).toBe('a\nb\n')
  })
})

describe.skipIf(!hasPython)('confluent-kafka (librdkafka)', () => {
  it('passes its check', async () => {
    await inTemporaryDirectory(async (path) => {
      if (confluentPython === undefined) {
        await run('python3', ['-m', 'venv', path])
        await run(`${path}/bin/pip`, ['install', '-q', 'confluent-kafka'], { seconds: 300 })
      }
      const script = fileURLToPath(new URL('confluent_kafka_check.py', import.meta.url))
      const output = await run(confluentPython ?? `${path}/bin/python`, [script, broker.bootstrapServers], {
        seconds: 300,
      })
      expect(output).toMatch(/^ok confluent-kafka/)
    })
  }, 700_000)
})

describe.skipIf(!hasGo)('franz-go', () => {
  it("passes kgo's own tests", async () => {
    await inTemporaryDirectory(async (path) => {
      await run('go', ['mod', 'init', 'check'], { cwd: path })
      const { Dir } = JSON.parse(
        await run('go', ['mod', 'download', '-json', 'github.com/twmb/franz-go@v1.22.2'], {
          cwd: path,
          seconds: 300,
        }),
      ) as { Dir: string }
      await run('cp', ['-r', Dir, `${path}/franz-go`])
      await run('chmod', ['-R', 'u+w', path])
      // Share groups are not implemented (src/broker/skipped.ts).
      const args = ['test', './pkg/kgo', '-count=1', '-parallel=4', '-timeout=800s', '-skip=Share']
      await withBroker({}, async ({ bootstrapServers }) => {
        const env = { KGO_SEEDS: bootstrapServers, KGO_TEST_RF: '1', KGO_TEST_RECORDS: '20000' }
        expect(await run('go', args, { cwd: `${path}/franz-go`, env, seconds: 900 })).toMatch(/^ok/m)
      })
    })
  }, 1_300_000)
})
