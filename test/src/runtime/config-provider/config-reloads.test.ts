import { expect, test } from 'vitest'
import { ConfigReloads, ttlOf } from '../../../../src/runtime/config-provider/config-reloads.ts'
import { configProviders } from '../../../../src/runtime/config-provider/providers.ts'
import { HandClock } from '../fixtures/hand-clock.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

function reloads(action?: string) {
  const clock = new HandClock()
  const vault = { password: 'one', isAway: false, asked: 0 }
  const failures: unknown[] = []
  const changed: string[] = []
  const raw = { user: 'me', password: '${vault:password}', ...(action ? { 'config.action.reload': action } : {}) }
  const resolve = async (config: Readonly<Record<string, string>>) => {
    vault.asked++
    if (vault.isAway) throw new Error('vault is away')
    return { ...config, password: vault.password }
  }
  const watched = new ConfigReloads({
    ...{ clock, resolve, ttlMs: () => 1000 },
    onFailure: (_, error) => failures.push(error),
  })
  const watch = async () =>
    watched.watch('c-0', { raw: [raw], resolved: [await resolve(raw)] }, () => changed.push(vault.password))
  const advance = async (ms: number) => {
    clock.advance(ms)
    await settled()
  }
  return { vault, failures, changed, watched, watch, advance }
}

test('looks again after the time to live, and tells of values that are others, once', async () => {
  const { vault, changed, watch, advance } = reloads()
  await watch()
  await advance(1000)
  expect(changed).toEqual([])
  vault.password = 'two'
  await advance(999)
  expect(changed).toEqual([])
  await advance(1)
  expect(changed).toEqual(['two'])
  await advance(5000)
  expect(changed).toEqual(['two'])
})

test('keeps what it has while the provider is away', async () => {
  const { vault, changed, failures, watch, advance } = reloads()
  await watch()
  vault.isAway = true
  await advance(1000)
  expect(failures).toHaveLength(1)
  Object.assign(vault, { isAway: false, password: 'two' })
  await advance(1000)
  expect(changed).toEqual(['two'])
})

test('does nothing for what is not watched any more, nor with config.action.reload=none', async () => {
  const { vault, changed, watched, watch, advance } = reloads()
  await watch()
  vault.password = 'two'
  watched.forget('c-0')
  await advance(5000)
  expect(changed).toEqual([])
  const none = reloads('none')
  await none.watch()
  none.vault.password = 'two'
  await none.advance(5000)
  expect(none.changed).toEqual([])
})

test('the shortest time to live of the providers that are referred to counts', () => {
  const system = { env: {}, readFile: async () => null, listFiles: async () => null, warn: () => {} }
  const worker = {
    'config.providers': 'slow,quick,env',
    'config.providers.slow.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    'config.providers.slow.param.ttl.ms': '60000',
    'config.providers.quick.class': 'DirectoryConfigProvider',
    'config.providers.quick.param.ttl.ms': '500',
    'config.providers.env.class': 'EnvVarConfigProvider',
  }
  const providers = configProviders(worker, system)
  expect(ttlOf({ a: '${slow:/x:y}', b: '${env:HOME}' }, providers)).toBe(60_000)
  expect(ttlOf({ a: '${slow:/x:y}', b: 'x ${quick:/d:k}' }, providers)).toBe(500)
  expect(ttlOf({ a: '${env:HOME}', b: '${nobody:x}' }, providers)).toBeNull()
  expect(() => configProviders({ ...worker, 'config.providers.slow.param.ttl.ms': '0' }, system)).toThrow(
    'Invalid value 0 for configuration config.providers.slow.param.ttl.ms: Value must be at least 1',
  )
})
