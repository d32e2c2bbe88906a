#!/usr/bin/env node
// Plain JavaScript that any Node can read: below 22.18 it starts itself again on the Node that the toolchain workspace brought, or says what
// to install (exit code 3).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache?.()
  const isRepository = existsSync(join(root, 'cli', 'main.ts'))
  const main = isRepository ? join(root, 'cli', 'main.ts') : join(root, 'dist', 'cli', 'main.js')
  const { main: run } = await import(pathToFileURL(main).href)
  await run({ root, isRepository })
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const places = [root, process.cwd()].map((folder) => join(folder, 'node_modules', '.bin', name))
  const newer = places.find((path) => existsSync(path) && path !== process.execPath)
  if (newer === undefined || process.env.SLUICEWAY_RESTARTED === '1') {
    process.stderr.write(
      `pipeline needs Node.js 22.18 or newer, this is ${process.versions.node}. Install it from https://nodejs.org and try again.\n`,
    )
    process.exitCode = 3
  } else {
    const env = { ...process.env, SLUICEWAY_RESTARTED: '1' }
    const done = spawnSync(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env })
    if (done.signal) process.kill(process.pid, done.signal)
    process.exitCode = done.status ?? 1
  }
}
