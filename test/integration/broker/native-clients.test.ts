import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { temporaryDirectory } from '../../src/broker/support/with-broker.ts'
import { inTemporaryDirectory, isInstalled, run } from './command.ts'

const directory = temporaryDirectory()
let broker: Broker

beforeAll(async () => {
  broker = await startBroker({ dataDir: directory.path })
})

afterAll(async () => {
  await broker.close()
  directory.remove()
})

const hasKcat = await isInstalled('kcat', '-V')
const hasPython = await isInstalled('python3', '-m', 'venv', '--help')
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
    expect(await run('timeout', ['30', 'kcat', '-b', broker.bootstrapServers, ...args])).toBe('a\nb\n')
  })
})

describe.skipIf(!hasPython)('confluent-kafka (librdkafka)', () => {
  it('passes its check', async () => {
    await inTemporaryDirectory(async (path) => {
      await run('python3', ['-m', 'venv', path])
      await run(`${path}/bin/pip`, ['install', '-q', 'confluent-kafka'], { seconds: 120 })
      const script = new URL('confluent_kafka_check.py', import.meta.url).pathname
      const output = await run(`${path}/bin/python`, [script, broker.bootstrapServers], { seconds: 170 })
      expect(output).toMatch(/^ok confluent-kafka/)
    })
  })
})

describe.skipIf(!hasGo)('franz-go', () => {
  it("passes kgo's own tests", async () => {
    await inTemporaryDirectory(async (path) => {
      await run('go', ['mod', 'init', 'check'], { cwd: path })
      const { Dir } = JSON.parse(
        await run('go', ['mod', 'download', '-json', 'github.com/twmb/franz-go@v1.22.2'], { cwd: path }),
      ) as { Dir: string }
      await run('cp', ['-r', Dir, `${path}/franz-go`])
      await run('chmod', ['-R', 'u+w', path])
      const env = { KGO_SEEDS: broker.bootstrapServers, KGO_TEST_RF: '1', KGO_TEST_RECORDS: '20000' }
      // Share groups are not implemented (src/broker/skipped.ts).
      const args = ['test', './pkg/kgo', '-count=1', '-parallel=4', '-timeout=500s', '-skip=Share']
      expect(await run('go', args, { cwd: `${path}/franz-go`, env, seconds: 600 })).toMatch(/^ok/m)
    })
  }, 700_000)
})
