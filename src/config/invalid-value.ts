import { ConfigException } from '../errors/index.ts'
import { doubleToString } from '../java/index.ts'
import type { ConfigType } from './config-key.ts'

/** `new ConfigException(name, value, reason)`: the value as Java prints it, lists in brackets. */
export const invalidValue = (name: string, value: unknown, reason: string, type?: ConfigType): ConfigException =>
  new ConfigException(`Invalid value ${show(value, type)} for configuration ${name}: ${reason}`)

function show(value: unknown, type: ConfigType | undefined): string {
  if (value === null || value === undefined) return 'null'
  if (type === 'DOUBLE' && typeof value === 'number') return doubleToString(value)
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}
