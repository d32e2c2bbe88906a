import {
  doubleToString,
  isNumberFormatException,
  javaTrim,
  parseFloat64,
  parseInt16,
  parseInt32,
  parseInt64,
} from '../java/index.ts'
import { type ConfigType, Password } from './config-key.ts'
import { invalidValue } from './invalid-value.ts'

export interface ParseOptions {
  /** Whether a CLASS value names something that can be loaded. Default: every name does. */
  readonly classExists?: (name: string) => boolean
}

/**
 * `ConfigDef.parseType`: turns what a user wrote into the key's type. Strings are trimmed. LONG gives a bigint, so that nothing is
 * lost; null stays null. Throws ConfigException.
 */
export function parseType(name: string, value: unknown, type: ConfigType, options: ParseOptions = {}): unknown {
  if (value === null || value === undefined) return null
  const trimmed = typeof value === 'string' ? javaTrim(value) : null
  const fail = (reason: string) => invalidValue(name, value, reason)
  switch (type) {
    case 'BOOLEAN':
      if (typeof value === 'boolean') return value
      if (trimmed?.toLowerCase() === 'true') return true
      if (trimmed?.toLowerCase() === 'false') return false
      throw fail('Expected value to be either true or false')
    case 'STRING':
      if (trimmed !== null) return trimmed
      throw fail(`Expected value to be a string, but it was a ${javaTypeName(value)}`)
    case 'PASSWORD':
      if (value instanceof Password) return value
      if (trimmed !== null) return new Password(trimmed)
      throw fail(`Expected value to be a string, but it was a ${javaTypeName(value)}`)
    case 'INT':
    case 'SHORT':
    case 'LONG':
    case 'DOUBLE':
      return trimmed === null ? numberOf(name, value, type) : parseNumber(name, value, trimmed, type)
    case 'LIST':
      if (Array.isArray(value)) return value.map(String)
      if (trimmed !== null) return trimmed === '' ? [] : trimmed.split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/)
      throw fail('Expected a comma separated list.')
    case 'CLASS':
      if (trimmed === null) throw fail('Expected a Class instance or class name.')
      if (options.classExists?.(trimmed) === false) throw fail(`Class ${String(value)} could not be found.`)
      return trimmed
  }
}

type NumberType = 'INT' | 'SHORT' | 'LONG' | 'DOUBLE'

const numberParsers = { INT: parseInt32, SHORT: parseInt16, LONG: parseInt64, DOUBLE: parseFloat64 }

function parseNumber(name: string, value: unknown, trimmed: string, type: NumberType): number | bigint {
  try {
    return numberParsers[type](trimmed)
  } catch (error) {
    if (isNumberFormatException(error)) throw invalidValue(name, value, `Not a number of type ${type}`)
    throw error
  }
}

const bounds = { SHORT: 2 ** 15, INT: 2 ** 31, LONG: 2 ** 63 }
const typeNames = {
  SHORT: '16-bit integer (short)',
  INT: '32-bit integer',
  LONG: '64-bit integer (long)',
  DOUBLE: 'double',
}

/** A number that a default or a TypeScript pipeline gives. */
function numberOf(name: string, value: unknown, type: NumberType): number | bigint {
  if (type === 'DOUBLE' && typeof value === 'number') return value
  if (type !== 'DOUBLE' && (typeof value === 'bigint' || Number.isInteger(value))) {
    const integer = value as number | bigint
    if (integer < bounds[type] && integer >= -bounds[type]) return type === 'LONG' ? BigInt(integer) : Number(integer)
  }
  throw invalidValue(name, value, `Expected value to be a ${typeNames[type]}, but it was a ${javaTypeName(value)}`)
}

function javaTypeName(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double'
  if (typeof value === 'bigint') return 'java.lang.Long'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.HashMap'
}

/** `ConfigDef.convertToString`: the text form of a parsed value; passwords show as `[hidden]`. */
export function convertToString(value: unknown, type?: ConfigType): string | null {
  if (value === null || value === undefined) return null
  if (type === 'DOUBLE' && typeof value === 'number') return doubleToString(value)
  if (type === 'PASSWORD') return Password.HIDDEN
  return Array.isArray(value) ? value.join(',') : String(value)
}
