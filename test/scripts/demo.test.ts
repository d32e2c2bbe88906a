import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { tempDir } from '../support/temp-dir.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A folder in which the demo finds its pipeline and its input, and nothing of earlier runs. */
function demoFolder(): string {
  const folder = tempDir()
  for (const name of ['node_modules', 'pipelines']) symlinkSync(join(root, name), join(folder, name))
  return folder
}

interface Demo {
  readonly process: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>
}

function startDemo(cwd: string): Demo {
  const child = spawn(process.execPath, [join(root, 'scripts/demo.ts')], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  const chunks: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push(text))
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output: chunks.join('') })),
  )
  return { process: child, ended }
}

test('the demo moves every record, and a second run finds nothing new', async () => {
  const cwd = demoFolder()
  const first = await startDemo(cwd).ended
  expect(first.output).toContain('42,049 new records')
  expect(first.output.match(/✓ every record arrived/g)).toHaveLength(2)
  expect(first.output).not.toContain('twice')
  expect(first.code).toBe(0)
  const second = await startDemo(cwd).ended
  expect(second.output).toContain('0 new records: the stored offsets are at the end of the input.')
  expect(second.output.match(/✓ every record arrived/g)).toHaveLength(2)
  expect(second.code).toBe(0)
})

test('after kill -9 in the middle the next run completes the output: every record at least once', async () => {
  const cwd = demoFolder()
  const places = join(cwd, 'out/demo/places.jsonl')
  const demo = startDemo(cwd)
  await vi.waitFor(() => expect(existsSync(places) && statSync(places).size > 0).toBe(true), {
    timeout: 60_000,
    interval: 1,
  })
  demo.process.kill('SIGKILL')
  const killed = await demo.ended
  expect(killed.output).not.toContain('every record arrived')
  const rerun = await startDemo(cwd).ended
  expect(rerun.output.match(/✓ every record arrived/g)).toHaveLength(2)
  expect(rerun.code).toBe(0)
})
