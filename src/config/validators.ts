import { ConfigException } from '../errors/index.ts'
import { hashOrder } from '../java/index.ts'
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

/** `ConfigDef.CaseInsensitiveValidString`. Texts list the values in upper case, in the order of Java's HashSet. */
export function caseInsensitiveOneOf<const A extends string>(...allowed: readonly A[]): Validator<string> {
  const shown = hashOrder(allowed.map((value) => value.toUpperCase()))
  return {
    ensureValid(name, value) {
      if (typeof value !== 'string' || !shown.includes(value.toUpperCase()))
        fail(name, value, `String must be one of (case insensitive): ${shown.join(', ')}`)
    },
    toString: () => `(case insensitive) [${shown.join(', ')}]`,
  }
}

/** `ConfigDef.ValidList.anyNonDuplicateValues` (KIP-1161). `parse` removes duplicates before this sees them; `validate` reports them. */
export function nonDuplicateList(options: { readonly mayBeEmpty: boolean; readonly mayBeNull: boolean }): Validator {
  return {
    removesDuplicates: true,
    ensureValid(name, value) {
      const list = value as readonly unknown[] | null
      if (list === null) {
        if (options.mayBeNull) return
        throw new ConfigException(`Configuration '${name}' values must not be null.`)
      }
      if (!options.mayBeEmpty && list.length === 0)
        throw new ConfigException(
          `Configuration '${name}' must not be empty. Valid values include: any non-empty value`,
        )
      if (new Set(list).size !== list.length)
        throw new ConfigException(`Configuration '${name}' values must not be duplicated.`)
      if (list.includes('')) throw new ConfigException(`Configuration '${name}' values must not be empty.`)
    },
    toString: () => '',
  }
}

/** `ConfigDef.LambdaValidator`. */
export const validator = (ensureValid: (name: string, value: unknown) => void, text: string): Validator => ({
  ensureValid,
  toString: () => text,
})

/** `ConfigDef.CompositeValidator`. */
export const allOf = (...validators: readonly Validator[]): Validator => ({
  ensureValid: (name, value) => {
    for (const each of validators) each.ensureValid(name, value)
  },
  toString: () => validators.join(', '),
})
