import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../src/${path}`, import.meta.url)))

/** Which modules a process has loaded after importing these. */
async function loadedBy(code: string): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
    ${code}
    console.log(JSON.stringify(loaded))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 60_000,
  })
  return JSON.parse(stdout)
}

const packages = (modules: readonly string[]) =>
  new Set(modules.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []))

test('a task thread with all registry converters loads no registry client', async () => {
  const modules = await loadedBy(`
    await import(${source('converters/avro/index.ts')})
    await import(${source('converters/json-schema/index.ts')})
    await import(${source('converters/protobuf/index.ts')})
    const { connectRegistry } = await import(${source('schema-registry/index.ts')})
    connectRegistry({ on() {}, off() {}, postMessage() {} })({})`)
  expect(modules.length).toBeGreaterThan(50)
  expect([...packages(modules)]).toEqual(['@bufbuild/protobuf'])
})

test('the Avro converter needs no library at all', async () => {
  const modules = await loadedBy(`await import(${source('converters/avro/index.ts')})`)
  expect([...packages(modules)]).toEqual([])
})

test('the check sees a client that is loaded', async () => {
  const modules = await loadedBy(`
    const { createRegistryPort } = await import(${source('schema-registry/index.ts')})
    await createRegistryPort({ 'schema.registry.url': 'http://127.0.0.1:1', 'max.retries': 0 }).latest('s').catch(() => {})`)
  expect(packages(modules)).toContain('@confluentinc/schemaregistry')
})
