import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { builtinCatalogue } from '../../../src/app/catalogue.ts'
import { compileFiles } from '../../../src/compiler/index.ts'
import { applyDeploy, ConnectClient, planDeploy } from '../../../src/deploy/index.ts'
import { systemClock } from '../../../src/kafka/index.ts'
import { runPipeline } from '../../support/run-pipeline.ts'
import { available, freePort, type RealKafka, startRealKafka } from '../../support/services.ts'

/** Many calls and commands one after the other. */
const LONG = { timeout: 400_000 }
const quiet = { clock: systemClock, timeoutMs: 60_000, onUpload: () => {}, onApplied: () => {}, onProgress: () => {} }

describe.skipIf(!available('real-kafka'))('a Java Kafka Connect worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluiceway-java-deploy-'))
  let kafka: RealKafka
  let connect: Awaited<ReturnType<RealKafka['startConnect']>>

  beforeAll(async () => {
    kafka = await startRealKafka()
    connect = await kafka.startConnect(await freePort())
    mkdirSync(join(folder, 'pipelines'))
    writeFileSync(join(folder, 'in.txt'), 'one\ntwo\nthree\n')
    writeFileSync(
      join(folder, 'pipelines/lines.yaml'),
      `name: lines
source:
  connector: file-source
  config: { file: ${folder}/in.txt, topic: lines }
  key: string
  value: string
sinks:
  out:
    connector: file-sink
    topics: [lines]
    config: { file: ${folder}/out.txt }
    key: string
    value: string
`,
    )
  })

  afterAll(async () => {
    await connect?.[Symbol.asyncDispose]()
    await kafka?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = async (...args: string[]) => {
    const result = await runPipeline([...args, '--to', connect.url], { cwd: folder })
    return { ...result, lines: result.stdout.trimEnd().split('\n') }
  }
  const out = (text: string) =>
    vi.waitFor(() => expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(text), { timeout: 60_000 })

  test(
    'interrupted before or after any of its calls, a deployment is completed by running it again',
    LONG,
    async () => {
      const compiled = await compileFiles(['pipelines/lines.yaml'], { catalogue: builtinCatalogue(), cwd: folder })
      const request = { id: 'x', pipelines: compiled.pipelines, inputs: ['pipelines'], artefact: 'x' }
      const sound = new ConnectClient({ url: connect.url, fetch: (url, init) => fetch(url, init), clock: systemClock })
      for (const when of ['before', 'after'] as const) {
        for (let broken = 1; broken <= 4; broken++) {
          let count = 0
          const killed = new ConnectClient({
            url: connect.url,
            clock: systemClock,
            fetch: async (url, init) => {
              if (init.method === 'GET' || ++count < broken) return fetch(url, init)
              if (count === broken && when === 'after') await (await fetch(url, init)).arrayBuffer()
              throw new DOMException('killed', 'AbortError')
            },
            retryMs: 0,
          })
          const broke = planDeploy(killed, request).then((plan) => applyDeploy(killed, plan, quiet))
          await expect(broke).rejects.toThrow()
          const running = await applyDeploy(sound, await planDeploy(sound, request), quiet)
          expect(running.map(({ tasksRunning }) => tasksRunning)).toEqual([1, 1])
          for (const name of ['lines-source', 'lines-out']) await sound.call('DELETE', `/connectors/${name}`)
        }
      }
      rmSync(join(folder, 'out.txt'))
    },
  )

  test('the commands of a user', async () => {
    const deployed = await run('deploy')
    expect(deployed.exitCode, deployed.stderr).toBe(0)
    expect(deployed.lines[1]).toMatch(/^\+ create {2}lines-source {2}source/)
    expect((await run('deploy')).lines[1]).toMatch(/^= keep {2}lines-source/)
    expect((await run('list')).stdout).toMatch(/lines-out +sink +running +1\/1/)
    expect((await run('pause', 'lines-out')).lines).toEqual(['paused  lines-out'])
    expect((await run('resume', 'lines-out')).lines).toEqual(['running  lines-out'])
    expect((await run('restart', 'lines-out')).lines).toEqual(['restarted  lines-out'])
    expect((await run('status')).exitCode).toBe(0)
    expect(await run('logs', 'lines-out')).toMatchObject({ exitCode: 2 })
  })

  test('offsets of a sink and a source', LONG, async () => {
    writeFileSync(join(folder, 'in.txt'), 'one\ntwo\nthree\nfour\n')
    await vi.waitFor(
      async () => expect((await run('offsets', 'show', 'lines-source')).stdout).toContain('position=19'),
      { timeout: 60_000 },
    )
    const bootstrap = ['--bootstrap-server', kafka.bootstrapServers]
    const end = Number(
      JSON.parse(
        (await run('offsets', 'reset', 'lines-out', '--to-latest', '--dry-run', '--json', ...bootstrap)).stdout,
      ).offsets[0].to.kafka_offset,
    )
    for (const [form, to] of [
      [['--to-earliest'], 0],
      [['--to-offset', '1'], 1],
      [['--to-datetime', '2020-01-01T00:00:00.000'], 0],
      [['--by-duration', 'PT1H'], 0],
      [['--to-datetime', '2999-01-01T00:00:00.000'], end],
    ] as const) {
      const dry = await run('offsets', 'reset', 'lines-out', '--dry-run', '--json', ...form, ...bootstrap)
      expect(JSON.parse(dry.stdout).offsets[0].to, form.join(' ')).toEqual({ kafka_offset: to })
    }
    const before = readFileSync(join(folder, 'out.txt'), 'utf8')
    const reset = await run('offsets', 'reset', 'lines-out', '--to-offset', String(end - 1), ...bootstrap)
    expect(reset.lines.slice(2)).toEqual(['stopped  lines-out', 'changed  lines-out', 'resumed  lines-out'])
    await out(`${before}four\n`)
    const source = await run('offsets', 'reset', 'lines-source', '--to-offset', 'position=14')
    expect(source.exitCode, source.stderr).toBe(0)
    await out(`${before}four\nfour\n`)
    expect((await run('stop', 'lines-out', 'lines-source')).exitCode).toBe(0)
    expect((await run('delete', 'lines-out', 'lines-source')).lines).toEqual([
      'deleted  lines-out',
      'deleted  lines-source',
    ])
  })

  test('TypeScript functions are refused by name', async () => {
    writeFileSync(
      join(folder, 'code.ts'),
      "import { pipeline, fileSource, map } from 'sluiceway'\nexport default pipeline('code', { source: fileSource({ file: 'a', topic: 'b' }).through(map((record) => record)) })\n",
    )
    const result = await run('deploy', 'code.ts')
    expect(result).toMatchObject({ exitCode: 2 })
    expect(result.stderr).toContain('SLW6025')
    expect(result.stderr).toContain('cannot run the TypeScript functions of code')
  })

  test('what a Java worker cannot do is refused before anything is changed', async () => {
    const refused = async (name: string, text: string) => {
      writeFileSync(join(folder, `${name}.yaml`), `name: ${name}\n${text}`)
      const result = await run('deploy', `${name}.yaml`)
      expect(result.exitCode, result.stdout + result.stderr).toBe(2)
      return result.stderr
    }
    const source = `source:\n  connector: file-source\n  config: { file: ${folder}/in.txt, topic: lines }\n  key: string\n`
    const registry = await refused('registry', `${source}  value: avro\n`)
    expect(registry).toContain(
      'is a Java Kafka Connect worker and has no embedded schema registry; nothing was changed',
    )
    expect(registry).toContain('Name a registry')
    const missing = await refused(
      'missing',
      'source:\n  connector: datagen\n  config: { kafka.topic: o, quickstart: orders }\n',
    )
    expect(missing).toContain(
      'missing: the worker has no connector io.confluent.kafka.connect.datagen.DatagenConnector: its plugin is not installed there',
    )
    expect(missing).toContain('nothing was changed')
    const bisect = await refused(
      'bisect',
      `sinks:\n  out:\n    connector: file-sink\n    topics: [lines]\n    config: { file: ${folder}/o.txt, errors.put.bisect.enable: 'true' }\n`,
    )
    expect(bisect).toContain('would ignore settings that only Sluiceway has')
    expect((await run('list')).stdout).not.toMatch(/registry|missing|bisect/)
  })
})
