import { ConfigException } from '../errors/index.ts'
import { type Catalogue, chooseVersion } from '../plugins/index.ts'
import type { Settings } from './worker-config.ts'

const kinds = {
  'key.converter': 'converter',
  'value.converter': 'converter',
  'header.converter': 'header_converter',
} as const

/** Throws ConfigException for a converter of a worker's settings that the worker does not have, or not in that version; Kafka Connect's worker does not start either. */
export function checkConverters(settings: Settings, catalogue: Catalogue): void {
  for (const [key, kind] of Object.entries(kinds)) {
    const name = settings[key]?.trim() ?? ''
    if (name === '') continue
    const found =
      catalogue.resolve(kind, name) ?? (kind === 'header_converter' ? catalogue.resolve('converter', name) : undefined)
    if (found === undefined)
      throw new ConfigException(`Invalid value ${name} for configuration ${key}: Class ${name} could not be found.`)
    chooseVersion(found, { version: settings[`${key}.plugin.version`] })
  }
}
