import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import { readTopic, testBroker, until } from './fixtures/test-worker.ts'

const script = fileURLToPath(new URL('./fixtures/worker-process.ts', import.meta.url))
const COUNT = 60_000
const names = Array.from({ length: COUNT }, (_, i) => `line-${i}`)

function startProcess(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').match(/line-\d+$/gm) ?? []
  } catch {
    return []
  }
}

test('a worker killed with SIGKILL again and again loses no record, in the topic and in the sink', async () => {
  const { bootstrapServers } = await testBroker()
  const dir = tempDir()
  const [input, output] = [join(dir, 'in.txt'), join(dir, 'out.txt')]
  writeFileSync(input, `${names.join('\n')}\n`)
  for (const share of [0.1, 0.4]) {
    const child = startProcess(bootstrapServers, input, output)
    await until('part of it is written', () => linesOf(output).length > COUNT * share || undefined)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = startProcess(bootstrapServers, input, output)
  expect(await once(last, 'exit')).toEqual([0, null])

  const inTopic = (await readTopic(bootstrapServers, 'lines')).map(({ value }) => String(value))
  expect(new Set(inTopic).size).toBe(COUNT)
  expect(new Set(linesOf(output)).size).toBe(COUNT)
  expect(firstSeen(inTopic)).toEqual(names)
  expect(firstSeen(linesOf(output))).toEqual(names)
})

/** Each value once, in the order of its first appearance. */
const firstSeen = (values: readonly string[]) => [...new Set(values)]
