import { join, normalize, sep } from 'node:path'
import { ConfigException } from '../../errors/index.ts'
import { javaPattern } from '../task/java-pattern.ts'
import type { ConfigProvider, ProviderSystem } from './config-provider.ts'
import { parseProperties } from './java-properties.ts'

type Params = Readonly<Record<string, string>>
type Make = (params: Params, system: ProviderSystem) => ConfigProvider

const NOTHING: ReadonlyMap<string, string> = new Map()

/** Whether `allowed.paths` lets that path be read; unset allows all. */
function pathGuard(params: Params, system: ProviderSystem): (path: string) => boolean {
  const allowed = (params['allowed.paths'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => normalize(each))
  return (path) => {
    const wanted = normalize(path)
    const isAllowed =
      allowed.length === 0 ||
      allowed.some((each) => wanted === each || wanted.startsWith(each.endsWith(sep) ? each : each + sep))
    if (!isAllowed) system.warn(`The path ${path} is not allowed to be accessed`)
    return isAllowed
  }
}

const picked = (values: ReadonlyMap<string, string>, keys: readonly string[]) =>
  new Map(keys.flatMap((key) => (values.has(key) ? [[key, values.get(key)!] as const] : [])))

const file: Make = (params, system) => {
  const isAllowed = pathGuard(params, system)
  return {
    async get(path, keys) {
      if (path === '' || !isAllowed(path)) return NOTHING
      const text = await system.readFile(path)
      if (text === null) throw new ConfigException(`Could not read properties from file ${path}`)
      return picked(parseProperties(text), keys)
    },
  }
}

const directory: Make = (params, system) => {
  const isAllowed = pathGuard(params, system)
  return {
    async get(path, keys) {
      if (path === '' || !isAllowed(path)) return NOTHING
      const names = await system.listFiles(path)
      if (names === null) {
        system.warn(`The path ${path} is not a directory`)
        return NOTHING
      }
      const values = new Map<string, string>()
      for (const key of keys) {
        const text = names.includes(key) ? await system.readFile(join(path, key)) : null
        if (text !== null) values.set(key, text)
      }
      return values
    },
  }
}

const env: Make = (params, system) => {
  const pattern = params['allowlist.pattern']
  const allowed = pattern === undefined ? null : javaPattern(pattern)
  return {
    async get(path, keys) {
      if (path !== '')
        throw new ConfigException(`Path is not supported for EnvVarConfigProvider, invalid value '${path}'`)
      return new Map(
        keys.flatMap((key) => {
          const value = system.env[key]
          return value === undefined || (allowed && !allowed.test(key)) ? [] : [[key, value] as const]
        }),
      )
    },
  }
}

const byClass: Readonly<Record<string, Make>> = {
  FileConfigProvider: file,
  DirectoryConfigProvider: directory,
  EnvVarConfigProvider: env,
}

/** Says, once each, which references stay as they are written because there is no value for them: Java says nothing. */
function namingGaps(name: string, provider: ConfigProvider, system: ProviderSystem): ConfigProvider {
  const told = new Set<string>()
  return {
    async get(path, keys) {
      const values = await provider.get(path, keys)
      for (const key of keys) {
        const reference = `\${${name}:${path === '' ? '' : `${path}:`}${key}}`
        if (values.has(key)) told.delete(reference)
        else if (!told.has(reference)) {
          told.add(reference)
          system.warn(`The config provider '${name}' has no value for ${reference}, which stays as it is written`)
        }
      }
      return values
    },
  }
}

function ttlParam(name: string, params: Params): { readonly ttlMs?: number } {
  const text = params['ttl.ms']
  if (text === undefined) return {}
  const ttlMs = Number(text)
  if (Number.isInteger(ttlMs) && ttlMs > 0) return { ttlMs }
  throw new ConfigException(
    `Invalid value ${text} for configuration config.providers.${name}.param.ttl.ms: Value must be at least 1`,
  )
}

/** The providers of a worker's `config.providers` (S7.3). Throws ConfigException for a class that is not known. */
export function configProviders(worker: Params, system: ProviderSystem): ReadonlyMap<string, ConfigProvider> {
  const names = (worker['config.providers'] ?? '').split(',').map((each) => each.trim())
  return new Map(
    names
      .filter((name) => name !== '')
      .map((name) => {
        const className = worker[`config.providers.${name}.class`] ?? ''
        const make = byClass[className.slice(className.lastIndexOf('.') + 1)]
        if (make === undefined)
          throw new ConfigException(
            `Invalid value ${className} for configuration config.providers.${name}.class: Class ${className} could not be found.`,
          )
        const prefix = `config.providers.${name}.param.`
        const params = Object.fromEntries(
          Object.entries(worker).flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
          ),
        )
        const provider = namingGaps(name, make(params, system), system)
        return [name, { ...provider, ...ttlParam(name, params) }] as const
      }),
  )
}
