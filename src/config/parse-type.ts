import { ConfigException } from '../errors/index.ts'
import { type ConfigType, Password } from './config-key.ts'

const integerRanges: Partial<Record<ConfigType, readonly [bigint, bigint]>> = {
  SHORT: [-(2n ** 15n), 2n ** 15n - 1n],
  INT: [-(2n ** 31n), 2n ** 31n - 1n],
  LONG: [-(2n ** 63n), 2n ** 63n - 1n],
}

const invalid = (name: string, value: unknown, reason: string) =>
  new ConfigException(`Invalid value ${show(value)} for configuration ${name}: ${reason}`)

const show = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? `[${value.join(', ')}]` : String(value)

/**
 * `ConfigDef.parseType`: turns what a user wrote into the key's type. Strings are trimmed. LONG gives a bigint, so that nothing is
 * lost; null stays null. Throws ConfigException.
 */
export function parseType(name: string, value: unknown, type: ConfigType): unknown {
  if (value === null || value === undefined) return null
  const input = typeof value === 'string' ? value.trim() : value
  switch (type) {
    case 'BOOLEAN':
      return parseBoolean(name, input, value)
    case 'STRING':
      if (typeof input === 'string') return input
      throw invalid(name, value, `Expected value to be a string, but it was a ${javaTypeName(value)}`)
    case 'PASSWORD':
      if (input instanceof Password) return input
      if (typeof input === 'string') return new Password(input)
      throw invalid(name, '[hidden]', `Expected value to be a string, but it was a ${javaTypeName(value)}`)
    case 'INT':
    case 'SHORT':
    case 'LONG':
      return parseInteger(name, input, value, type)
    case 'DOUBLE':
      return parseDouble(name, input, value)
    case 'LIST':
      if (Array.isArray(input)) return input.map(String)
      if (typeof input === 'string') return input === '' ? [] : input.split(/\s*,\s*/)
      throw invalid(name, value, 'Expected a comma separated list.')
    case 'CLASS':
      if (typeof input === 'string') return input
      throw invalid(name, value, 'Expected a Class instance or class name.')
  }
}

function parseBoolean(name: string, input: unknown, value: unknown): boolean {
  if (typeof input === 'boolean') return input
  if (typeof input === 'string') {
    const lower = input.toLowerCase()
    if (lower === 'true') return true
    if (lower === 'false') return false
  }
  throw invalid(name, value, 'Expected value to be either true or false')
}

function parseInteger(name: string, input: unknown, value: unknown, type: 'INT' | 'SHORT' | 'LONG'): number | bigint {
  const [min, max] = integerRanges[type]!
  const isText = typeof input === 'string' && /^[+-]?\d+$/.test(input)
  if (isText || typeof input === 'bigint' || (typeof input === 'number' && Number.isInteger(input))) {
    const parsed = BigInt(typeof input === 'string' ? input.replace(/^\+/, '') : (input as number | bigint))
    if (parsed >= min && parsed <= max) return type === 'LONG' ? parsed : Number(parsed)
  }
  if (typeof input === 'string') throw invalid(name, value, `Not a number of type ${type}`)
  throw invalid(
    name,
    value,
    `Expected value to be a ${{ INT: '32-bit integer', SHORT: '16-bit integer (short)', LONG: '64-bit integer (long)' }[type]}, but it was a ${javaTypeName(value)}`,
  )
}

const javaDouble = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/

function parseDouble(name: string, input: unknown, value: unknown): number {
  if (typeof input === 'number') return input
  if (typeof input === 'string') {
    if (javaDouble.test(input)) return Number(input.replace(/[fFdD]$/, ''))
    throw invalid(name, value, 'Not a number of type DOUBLE')
  }
  throw invalid(name, value, `Expected value to be a double, but it was a ${javaTypeName(value)}`)
}

function javaTypeName(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double'
  if (typeof value === 'bigint') return 'java.lang.Long'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  return Array.isArray(value) ? 'java.util.ArrayList' : 'java.util.HashMap'
}

/** `ConfigDef.convertToString`: the text form of a parsed value; passwords show as `[hidden]`. */
export function convertToString(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return Array.isArray(value) ? value.join(',') : String(value)
}
