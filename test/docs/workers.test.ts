import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { settingsFromEnvironment } from '../../src/app/worker-config.ts'
import { testBroker } from '../src/runtime/fixtures/test-worker.ts'
import { runNode } from '../support/run-node.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/workers.md'), 'utf8')

/** A block of the page, as a module that imports from this checkout. */
function documented(file: string, folder: string): string {
  const block = new RegExp(`^\`\`\`ts ${file}\\n([^]*?)^\`\`\``, 'm').exec(page)![1]!
  const path = join(folder, file)
  writeFileSync(path, block.replace("'sluiceway/worker'", JSON.stringify(join(root, 'src/worker/index.ts'))))
  return path
}

test('the program with a broker and a worker inside runs to its end', async () => {
  const folder = tempDir()
  process.env['SLUICEWAY_HOME'] = join(folder, 'home')
  const { exitCode, stdout, stderr } = await runNode(documented('embedded.ts', folder), { cwd: folder })
  expect(exitCode, stderr).toBe(0)
  expect(stdout).toMatch(/^127\.0\.0\.1:\d+ (?:RUNNING|UNASSIGNED)\n$/)
  expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('one\ntwo\n')
  expect(existsSync(join(folder, 'worker.offsets'))).toBe(true)
})

test('the worker with a group joins it', async () => {
  const { startGrouped } = (await import(documented('grouped.ts', tempDir()))) as {
    startGrouped(bootstrapServers: string): Promise<{ url: string } & AsyncDisposable>
  }
  const { bootstrapServers } = await testBroker()
  await using worker = await startGrouped(bootstrapServers)
  await vi.waitFor(async () => expect(await (await fetch(`${worker.url}/connectors`)).json()).toEqual([]), {
    timeout: 60_000,
  })
})

test('variables are settings as the table says', () => {
  const rows = [...page.matchAll(/^\| `(CONNECT_\w+)` \| `([\w.-]+)`/gm)].map(([, name, key]) => [name!, key!])
  expect(rows).toHaveLength(5)
  const settings = settingsFromEnvironment({ ...Object.fromEntries(rows.map(([name]) => [name, name])), PATH: '/bin' })
  expect(settings).toEqual(Object.fromEntries(rows.map(([name, key]) => [key, name])))
  expect(settingsFromEnvironment({ CONNECT_LOG4J_ROOT_LOGLEVEL: 'INFO' })).toEqual({})
})
