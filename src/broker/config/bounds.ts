import { ConfigException } from '../../errors/index.ts'

/** Checks one parsed value; throws ConfigException with the text of `ConfigDef.java`. */
export type Check = (name: string, value: unknown) => void

const fail = (name: string, value: unknown, reason: string): never => {
  throw new ConfigException(`Invalid value ${String(value)} for configuration ${name}: ${reason}`)
}

export function between(min: number, max: number): Check {
  return (name, value) => {
    if (value === null) fail(name, value, 'Value must be non-null')
    if (Number(value) < min) fail(name, value, `Value must be at least ${min}`)
    if (Number(value) > max) fail(name, value, `Value must be no more than ${max}`)
  }
}

export const atLeast = (min: number): Check => between(min, Number.POSITIVE_INFINITY)

export function oneOf(...allowed: readonly string[]): Check {
  return (name, value) => {
    if (!allowed.includes(String(value))) fail(name, value, `String must be one of: ${allowed.join(', ')}`)
  }
}

export function eachOneOf(...allowed: readonly string[]): Check {
  return (name, value) => {
    for (const each of value as readonly string[]) oneOf(...allowed)(name, each)
  }
}
