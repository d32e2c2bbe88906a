import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const bin = fileURLToPath(new URL('../../bin/pipeline.js', import.meta.url))

const pipeline = (topic: string) => `
name: lines
source: { connector: file-source, config: { file: in.txt, topic: ${topic} }, key: string, value: string }
sinks:
  out: { connector: file-sink, topics: [${topic}], config: { file: out/${topic}.txt }, key: string, value: string }
`

interface Event {
  readonly event: string
  readonly [field: string]: unknown
}

/** `pipeline dev --json` in a folder of its own; events as they come. */
function startDev(cwd: string) {
  const args = [bin, 'dev', '--json', '--port', '0', '--rest-port', '0', '--registry-port', '0']
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const events: Event[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) if (line.startsWith('{"event"')) events.push(JSON.parse(line) as Event)
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const event = (name: string, count = 1) =>
    vi.waitFor(() => {
      const found = events.filter((each) => each.event === name)
      expect(found.length, JSON.stringify(events)).toBeGreaterThanOrEqual(count)
      return found[count - 1]!
    }, 60_000)
  return { child, ended, event }
}

function project(): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'in.txt'), 'one\ntwo\n')
  writeFileSync(join(cwd, 'pipelines/lines.yaml'), pipeline('first'))
  return cwd
}

test('dev applies edits, refuses broken ones without touching what runs, and ends on a signal', async () => {
  const cwd = project()
  const file = join(cwd, 'pipelines/lines.yaml')
  const { child, ended, event } = startDev(cwd)
  const ready = await event('ready')
  expect(ready).toMatchObject({
    bootstrapServers: expect.stringMatching(/^127\.0\.0\.1:/),
    restUrl: expect.stringMatching(/^http:\/\/127/),
  })
  expect(await event('applied')).toMatchObject({
    changes: [
      { connector: 'lines-out', action: 'created' },
      { connector: 'lines-source', action: 'created' },
    ],
  })
  await vi.waitFor(() => expect(readFileSync(join(cwd, 'out/first.txt'), 'utf8')).toBe('one\ntwo\n'), 60_000)

  writeFileSync(file, pipeline('second').replace('file-sink', 'file-sing'))
  expect(await event('rejected')).toMatchObject({ diagnostics: [{ code: 'SLW3001', suggestion: 'file-sink' }] })
  const names = await (await fetch(`${ready['restUrl']}/connectors`)).json()
  expect(names).toEqual(expect.arrayContaining(['lines-out', 'lines-source']))

  writeFileSync(file, pipeline('second'))
  expect(await event('applied', 2)).toMatchObject({
    changes: [
      { connector: 'lines-out', action: 'changed' },
      { connector: 'lines-source', action: 'changed' },
    ],
  })
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('a data directory in use and a taken port are environment errors', async () => {
  const cwd = project()
  const { event } = startDev(cwd)
  await event('applied')
  const second = await runPipeline(['dev', '--port', '0', '--rest-port', '0', '--registry-port', '0'], { cwd })
  expect(second.exitCode).toBe(3)
  expect(second.stderr).toContain('error SLW5003')

  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  const port = String(await vi.waitFor(() => (server.address() as { port: number }).port, 60_000))
  const third = await runPipeline(['dev', '--port', port, '--data-dir', 'other'], { cwd })
  expect(third.exitCode).toBe(3)
  expect(third.stderr).toContain(`error SLW5002 Port ${port} on 127.0.0.1 is already in use`)
})
