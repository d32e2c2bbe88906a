import { ConfigException } from '../errors/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import type { Settings } from './worker-config.ts'

const kinds = {
  'key.converter': 'converter',
  'value.converter': 'converter',
  'header.converter': 'header_converter',
} as const

/** Throws ConfigException for a converter of a worker's settings that the worker does not have; Kafka Connect's worker does not start either. */
export function checkConverters(settings: Settings, catalogue: Catalogue): void {
  for (const [key, kind] of Object.entries(kinds)) {
    const name = settings[key]?.trim() ?? ''
    if (name !== '' && catalogue.resolve(kind, name) === undefined)
      throw new ConfigException(`Invalid value ${name} for configuration ${key}: Class ${name} could not be found.`)
  }
}
