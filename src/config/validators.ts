import { ConfigException } from '../errors/index.ts'
import type { Validator } from './config-key.ts'
import { convertToString } from './parse-type.ts'

const fail = (name: string, value: unknown, reason: string): never => {
  throw new ConfigException(`Invalid value ${convertToString(value) ?? 'null'} for configuration ${name}: ${reason}`)
}

/** `ConfigDef.Range`: null is refused. */
export function range(min: number | bigint | null, max: number | bigint | null = null): Validator {
  return {
    ensureValid(name, value) {
      if (value === null) fail(name, value, 'Value must be non-null')
      if (min !== null && (value as number) < min) fail(name, value, `Value must be at least ${min}`)
      if (max !== null && (value as number) > max) fail(name, value, `Value must be no more than ${max}`)
    },
    toString: () => (min === null ? `[...,${max}]` : max === null ? `[${min},...]` : `[${min},...,${max}]`),
  }
}
export const atLeast = (min: number | bigint): Validator => range(min)
export const between = (min: number | bigint, max: number | bigint): Validator => range(min, max)

/** `ConfigDef.ValidString`. */
export function oneOf<const A extends string>(...allowed: readonly A[]): Validator<A> {
  return {
    allowed,
    ensureValid(name, value) {
      if (!allowed.includes(value as A)) fail(name, value, `String must be one of: ${allowed.join(', ')}`)
    },
    toString: () => `[${allowed.join(', ')}]`,
  }
}

/** `ConfigDef.NonEmptyString`. */
export const nonEmptyString: Validator = {
  ensureValid(name, value) {
    if (typeof value === 'string' && value === '') fail(name, value, 'String must be non-empty')
  },
  toString: () => 'non-empty string',
}
