import { type CompatibilityLevel, compatibilityLevels, type SubjectConfig } from '../model.ts'
import * as errors from '../registry-error.ts'
import { isTrue, type Route } from './route.ts'
import { bodyOf } from './schema-body.ts'

function configOf(body: unknown): SubjectConfig {
  const { compatibility, compatibilityLevel, ...others } = bodyOf(body)
  const given = compatibility ?? compatibilityLevel
  if (given === undefined || given === null) return others as SubjectConfig
  const level = compatibilityLevels.find((candidate) => candidate === String(given).toUpperCase())
  if (level === undefined) throw errors.invalidCompatibility()
  return { ...others, compatibilityLevel: level satisfies CompatibilityLevel }
}

/** What `PUT` echoes: the level under the name it was given by. */
const echo = ({ compatibilityLevel, ...others }: SubjectConfig) => ({
  ...(compatibilityLevel === undefined ? {} : { compatibility: compatibilityLevel }),
  ...others,
})

export const settingRoutes: readonly Route[] = [
  { method: 'GET', path: '/config', handle: (registry) => registry.globalConfig() },
  {
    method: 'PUT',
    path: '/config',
    async handle(registry, { body }) {
      const config = configOf(body)
      await registry.setConfig(null, config)
      return echo(config)
    },
  },
  {
    method: 'DELETE',
    path: '/config',
    async handle(registry) {
      await registry.deleteConfig(null)
      return registry.globalConfig()
    },
  },
  {
    method: 'GET',
    path: '/config/:subject',
    handle(registry, { params: [subject], query }) {
      const config = registry.store.config(subject!)
      if (config !== undefined)
        return isTrue(query, 'defaultToGlobal') ? { ...registry.globalConfig(), ...config } : config
      if (isTrue(query, 'defaultToGlobal')) return registry.globalConfig()
      throw errors.noSubjectCompatibility(subject!)
    },
  },
  {
    method: 'PUT',
    path: '/config/:subject',
    async handle(registry, { params: [subject], body }) {
      const config = configOf(body)
      await registry.setConfig(subject!, config)
      return echo(config)
    },
  },
  {
    method: 'DELETE',
    path: '/config/:subject',
    handle: (registry, { params: [subject] }) => registry.deleteConfig(subject!),
  },
  { method: 'GET', path: '/mode', handle: (registry) => ({ mode: registry.mode(null) }) },
  {
    method: 'PUT',
    path: '/mode',
    handle: async (registry, { body, query }) => ({
      mode: await registry.setMode(null, String(bodyOf(body)['mode']), isTrue(query, 'force')),
    }),
  },
  {
    method: 'GET',
    path: '/mode/:subject',
    handle(registry, { params: [subject], query }) {
      const mode = registry.store.mode(subject!)
      if (mode === undefined && !isTrue(query, 'defaultToGlobal')) throw errors.noSubjectMode(subject!)
      return { mode: registry.mode(subject!) }
    },
  },
  {
    method: 'PUT',
    path: '/mode/:subject',
    handle: async (registry, { params: [subject], body, query }) => ({
      mode: await registry.setMode(subject!, String(bodyOf(body)['mode']), isTrue(query, 'force')),
    }),
  },
  {
    method: 'DELETE',
    path: '/mode/:subject',
    handle: async (registry, { params: [subject] }) => ({ mode: await registry.deleteMode(subject!) }),
  },
]
