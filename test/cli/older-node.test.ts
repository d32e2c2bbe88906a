import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp-dir.ts'

const bin = fileURLToPath(new URL('../../bin/pipeline.js', import.meta.url))

/** A Node that says it is 20: the command starts itself again on the one of the toolchain. */
const pretendOld = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })",
)}`

const start = (args: readonly string[]) =>
  spawn(process.execPath, ['--import', pretendOld, bin, ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  })

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

test.for(['SIGTERM', 'SIGINT'] as const)(
  'on an older Node %s ends the command that runs on the newer one',
  async (signal) => {
    const child = start(['broker', 'start', '--port', '0', '--data-dir', join(tempDir(), 'broker')])
    const ended = once(child, 'close')
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const port = Number(/ready at 127\.0\.0\.1:(\d+)/.exec(line)?.[1])
    expect(await isOpen(port)).toBe(true)
    child.kill(signal)
    expect(await ended).toEqual([0, null])
    expect(await isOpen(port)).toBe(false)
  },
)

test('on an older Node the exit code is that of the command', async () => {
  const child = start(['nonsense'])
  expect(await once(child, 'close')).toEqual([2, null])
})
