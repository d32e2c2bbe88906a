#!/usr/bin/env node
// Plain JavaScript that any Node can read: below 22.18 it starts itself again on the Node that the toolchain workspace brought, or says what
// to install (exit code 3).
import { spawn } from 'node:child_process'
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
  } else runWith(newer)
}

/** The same command on another Node: its signals are passed on, so that who stops this process stops that one. */
function runWith(node) {
  const env = { ...process.env, SLUICEWAY_RESTARTED: '1' }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env })
  const isTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals)
    process.on(signal, () => {
      // Ctrl-C reaches both, and a second one would end the command at once.
      if (signal !== 'SIGINT' || !isTerminal) child.kill(signal)
    })
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be started: ${error.message}\n`)
    process.exitCode = 3
  })
  child.on('exit', (code, signal) => {
    for (const each of signals) process.removeAllListeners(each)
    if (signal) process.kill(process.pid, signal)
    process.exitCode = code ?? 1
  })
}
