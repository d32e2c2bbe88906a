import { ConfigException } from '../errors/index.ts'
import { hashOrder } from '../java/index.ts'
import type { ConfigType, Validator } from './config-key.ts'
import { invalidValue } from './invalid-value.ts'

const fail = (name: string, value: unknown, reason: string, type?: ConfigType): never => {
  throw invalidValue(name, value, reason, type)
}

/** `ConfigDef.Range`: null is refused; NaN passes, as in Java. */
export function range(min: number | bigint | null, max: number | bigint | null = null): Validator {
  return {
    ensureValid(name, value, type) {
      if (value === null) fail(name, value, 'Value must be non-null')
      if (min !== null && (value as number) < min) fail(name, value, `Value must be at least ${min}`, type)
      if (max !== null && (value as number) > max) fail(name, value, `Value must be no more than ${max}`, type)
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

/** `ConfigDef.NonNullValidator`. */
export const nonNull: Validator = {
  ensureValid(name, value) {
    if (value === null) fail(name, value, 'entry must be non null')
  },
  toString: () => 'non-null string',
}

const isControl = (code: number) => code <= 0x1f || (code >= 0x7f && code <= 0x9f)

/** `ConfigDef.NonEmptyStringWithoutControlChars`; null passes, since a missing key has its own message. */
export const nonEmptyStringWithoutControlChars: Validator = {
  ensureValid(name, value) {
    if (typeof value !== 'string') return
    if (value === '') fail(name, value, 'String may not be empty')
    const codes = Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)).filter(isControl)
    if (codes.length > 0)
      fail(
        name,
        value,
        `String may not contain control sequences but had the following ASCII chars: ${codes.join(', ')}`,
      )
  },
  toString: () => 'non-empty string without ISO control characters',
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

export interface ListRules {
  readonly mayBeEmpty: boolean
  readonly mayBeNull: boolean
}

/** `ConfigDef.ValidList.anyNonDuplicateValues` (KIP-1161). `parse` removes duplicates before this sees them; `validate` reports them. */
export const nonDuplicateList = (rules: ListRules): Validator => listValidator([], rules)

/** `ConfigDef.ValidList.in`: every element is one of `allowed`. */
export const listOf = (
  allowed: readonly string[],
  rules: ListRules = { mayBeEmpty: true, mayBeNull: false },
): Validator => listValidator(allowed, rules)

function listValidator(allowed: readonly string[], rules: ListRules): Validator {
  const element = oneOf(...allowed)
  const shown = allowed.length === 0 ? '' : element.toString()
  return {
    removesDuplicates: true,
    ensureValid(name, value) {
      const reject = (problem: string) => new ConfigException(`Configuration '${name}' ${problem}`)
      if (value === null && rules.mayBeNull) return
      if (value === null) throw reject('values must not be null.')
      const list = value as readonly string[]
      if (!rules.mayBeEmpty && list.length === 0)
        throw reject(`must not be empty. Valid values include: ${shown === '' ? 'any non-empty value' : shown}`)
      if (new Set(list).size !== list.length) throw reject('values must not be duplicated.')
      for (const item of list) {
        if (allowed.length > 0) element.ensureValid(name, item)
        else if (item === '') throw reject('values must not be empty.')
      }
    },
    toString: () => shown,
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
