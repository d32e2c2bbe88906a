import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')

/** Writes every block of the page whose info string names a file. */
function documentedProject(): { readonly cwd: string; readonly files: readonly string[] } {
  const cwd = tempDir()
  const page = readFileSync(join(root, 'docs/testing.md'), 'utf8')
  const files = [...page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```/gm)].map(([, file, text]) => {
    mkdirSync(dirname(join(cwd, file!)), { recursive: true })
    writeFileSync(join(cwd, file!), text!)
    return file!
  })
  return { cwd, files }
}

test('the YAML tests of the page pass, and fail when the pipeline is changed', async () => {
  const { cwd, files } = documentedProject()
  expect(files).toHaveLength(4)
  const passed = await runPipeline(['test'], { cwd })
  expect(passed.stdout).toContain('5 passed, 0 failed')
  expect(passed.exitCode).toBe(0)

  const pipeline = join(cwd, 'pipelines/orders.yaml')
  writeFileSync(pipeline, readFileSync(pipeline, 'utf8').replace('shop-$1', 'store-$1').replace('address', 'orderid'))
  const failed = await runPipeline(['test'], { cwd })
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toContain('2 passed, 3 failed')
  expect(failed.stdout).toContain('  -       "topic": "shop-orders",\n  +       "topic": "store-orders",')

  const updated = await runPipeline(['test', '-u'], { cwd })
  expect(updated.stdout).toContain('✓ recorded orders (snapshot updated)')
})

test('the vitest file of the page passes', () => {
  const { cwd } = documentedProject()
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
  const alias = { 'sluiceway/testing': join(root, 'src/testing/index.ts') }
  writeFileSync(join(cwd, 'vitest.config.mjs'), `export default ${JSON.stringify({ resolve: { alias } })}`)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', cwd],
    { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  )
  expect(status, stdout + stderr).toBe(0)
  expect(stdout).toMatch(/Tests\s+2 passed/)
})
