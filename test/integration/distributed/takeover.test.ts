import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { runPipeline } from '../../support/run-pipeline.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from './fixtures/cluster.ts'
import { asLines, awaitStates, common, complaints, must, startOurs } from './java-group.ts'

const paths = ['', '/config', '/tasks', '/status', '/topics', '/offsets', '/tasks/0/status']
const names: readonly string[] = ['lines-source', 'lines-sink', 'held', 'still', 'odd: "näme" -1']

/** Everything that the REST API says of the connectors. Topics are a set, offsets of one connector too. */
async function described(url: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {}
  for (const path of ['/connectors', '/connectors?expand=info', '/connectors?expand=status'])
    all[path] = await must(url, 'GET', path)
  for (const name of names) {
    for (const path of paths) {
      if (name === 'still' && path === '/tasks/0/status') continue
      all[name + path] = await must(url, 'GET', `/connectors/${encodeURIComponent(name)}${path}`)
    }
  }
  return sortedLists(all) as Record<string, unknown>
}

/** A Java worker names records that it does not know, and goes on; it is no matter that it reads on when its group is ahead. */
const isExpected = (line: string) =>
  line.includes('Discarding config update record with invalid key: deployment-') ||
  line.includes("Catching up to assignment's config offset")

function sortedLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    const text = (each: unknown) => JSON.stringify(each)
    return value.map(sortedLists).sort((a, b) => (text(a) < text(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sortedLists(each)]))
}

describe.skipIf(!available('real-kafka'))('the topics of a Java worker', () => {
  test('are taken over by ours, and ours by a Java worker, and back', async () => {
    const folder = tempDir()
    const file = (name: string) => join(folder, name)
    for (const name of ['in', 'held', 'odd']) writeFileSync(file(`${name}.txt`), `${name} 1\n${name} 2\n`)
    writeFileSync(
      file('deployed.yaml'),
      `name: deployed\nsource:\n  connector: file-source\n  config: { file: ${file('held.txt')}, topic: deployed-lines }\n  key: string\n  value: string\n`,
    )
    const source = (name: string, more = {}) => ({
      'connector.class': 'FileStreamSource',
      ...{ topic: `${name}-lines`, file: file(`${name}.txt`), ...more },
    })
    const sink = { 'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector' }
    const written = async (text: string) =>
      vi.waitFor(() => expect(readFileSync(file('out.txt'), 'utf8')).toBe(text), { timeout: 60_000, interval: 100 })
    const offset = (url: string, name: string, text: string) =>
      until(`${text} of ${name}`, async () =>
        JSON.stringify(await must(url, 'GET', `/connectors/${name}/offsets`)).includes(text),
      )
    await using kafka = await startRealKafka()
    const port = await freePort()
    const inStates = (stopped: string) => [
      'lines-source: RUNNING [RUNNING]',
      'lines-sink: RUNNING [RUNNING,RUNNING]',
      'held: PAUSED [PAUSED]',
      `still: ${stopped}`,
      'odd: "näme" -1: RUNNING [RUNNING]',
    ]

    let before: Record<string, unknown>
    {
      await using java = await kafka.startConnect(port, asLines(common))
      const put = (name: string, config: object) =>
        must(java.url, 'PUT', `/connectors/${encodeURIComponent(name)}/config`, config)
      await put('lines-source', source('in', { 'tasks.max': '1' }))
      await put('lines-sink', { ...sink, topics: 'in-lines', file: file('out.txt'), 'tasks.max': '2' })
      await put('held', source('held'))
      await must(java.url, 'POST', '/connectors', { name: 'still', config: source('held'), initial_state: 'STOPPED' })
      await put('odd: "näme" -1', source('odd', { x: '${file:nowhere:é}', transforms: '' }))
      await put('gone', source('held', { 'tasks.max': '1' }))
      await written('in 1\nin 2\n')
      await offset(java.url, 'held', '"position":14')
      await must(java.url, 'PUT', '/connectors/held/pause')
      await must(java.url, 'DELETE', '/connectors/gone')
      await must(java.url, 'PUT', '/admin/loggers/org.example?scope=cluster', { level: 'DEBUG' })
      await must(java.url, 'POST', '/connectors/lines-sink/restart?includeTasks=true&onlyFailed=false')
      await awaitStates(java.url, inStates('STOPPED []'))
      appendFileSync(file('in.txt'), 'in 3\n')
      await written('in 1\nin 2\nin 3\n')
      await offset(java.url, 'lines-sink', '"kafka_offset":3')
      await offset(java.url, 'lines-source', '"position":15')
      before = await described(java.url)
    }

    appendFileSync(file('in.txt'), 'in 4\n')
    let changed: Record<string, unknown>
    {
      await using ours = await startOurs(kafka.bootstrapServers, port)
      await awaitStates(ours.url, inStates('STOPPED []'))
      await written('in 1\nin 2\nin 3\nin 4\n')
      await offset(ours.url, 'lines-sink', '"kafka_offset":4')
      await offset(ours.url, 'lines-source', '"position":20')
      const now = await described(ours.url)
      for (const name of ['lines-source/offsets', 'lines-sink/offsets']) {
        now[name] = JSON.parse(
          JSON.stringify(now[name])
            .replace('"position":20', '"position":15')
            .replace('"kafka_offset":4', '"kafka_offset":3'),
        )
      }
      expect(now).toEqual(before)
      expect(complaints(ours.log())).toEqual([])

      await must(ours.url, 'PUT', '/connectors/still/config', source('held', { topic: 'still-lines' }))
      await must(ours.url, 'PUT', '/connectors/still/resume')
      await must(ours.url, 'PUT', '/connectors/held/resume')
      await must(ours.url, 'PATCH', '/connectors/lines-sink/config', { 'tasks.max': '1' })
      await must(ours.url, 'PUT', '/connectors/lines-source/stop')
      await must(ours.url, 'PUT', '/admin/loggers/org.example?scope=cluster', { level: 'TRACE' })
      await must(ours.url, 'POST', '/connectors/lines-sink/restart?includeTasks=true&onlyFailed=true')
      const states = [
        'lines-source: STOPPED []',
        'lines-sink: RUNNING [RUNNING]',
        'held: RUNNING [RUNNING]',
        'still: RUNNING [RUNNING]',
        'odd: "näme" -1: RUNNING [RUNNING]',
      ]
      await awaitStates(ours.url, states)
      const position = { partition: { filename: file('in.txt') }, offset: { position: 15 } }
      await must(ours.url, 'PATCH', '/connectors/lines-source/offsets', { offsets: [position] })
      await must(ours.url, 'PUT', '/connectors/lines-source/resume')
      await written('in 1\nin 2\nin 3\nin 4\nin 4\n')
      await must(ours.url, 'PUT', '/connectors/held/pause')
      const deployed = await runPipeline(['deploy', 'deployed.yaml', '--to', ours.url], { cwd: folder })
      expect(deployed.exitCode, deployed.stderr).toBe(0)
    }

    appendFileSync(file('in.txt'), 'in 5\n')
    {
      await using java = await kafka.startConnect(port, asLines(common))
      await awaitStates(java.url, [
        'lines-source: RUNNING [RUNNING]',
        'lines-sink: RUNNING [RUNNING]',
        'held: PAUSED [PAUSED]',
        'still: RUNNING [RUNNING]',
        'odd: "näme" -1: RUNNING [RUNNING]',
        'deployed: RUNNING [RUNNING]',
      ])
      await written('in 1\nin 2\nin 3\nin 4\nin 4\nin 5\n')
      await offset(java.url, 'lines-sink', '"kafka_offset":6')
      await offset(java.url, 'lines-source', '"position":25')
      expect(complaints(java.log()).filter((line) => !isExpected(line))).toEqual([])
      expect(await must(java.url, 'GET', '/connectors/deployed/status')).toMatchObject({
        connector: { state: 'RUNNING' },
        tasks: [{ state: 'RUNNING' }],
      })
      changed = await described(java.url)
    }

    await using ours = await startOurs(kafka.bootstrapServers, port)
    await awaitStates(ours.url, [
      'lines-source: RUNNING [RUNNING]',
      'lines-sink: RUNNING [RUNNING]',
      'held: PAUSED [PAUSED]',
      'still: RUNNING [RUNNING]',
      'odd: "näme" -1: RUNNING [RUNNING]',
      'deployed: RUNNING [RUNNING]',
    ])
    expect(await described(ours.url)).toEqual(changed)
    await written('in 1\nin 2\nin 3\nin 4\nin 4\nin 5\n')
    expect(complaints(ours.log())).toEqual([])
  }, 600_000)
})
