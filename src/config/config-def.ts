import { ConfigException, isConfigException } from '../errors/index.ts'
import type { ConfigKey, ConfigKeys } from './config-key.ts'
import type { ParsedConfig } from './config-types.ts'
import { type ParseOptions, parseType } from './parse-type.ts'

/** What `validate` found for one key, after `org.apache.kafka.common.config.ConfigValue`. */
export interface ConfigValue {
  readonly name: string
  /** Parsed; null when the value could not be parsed. */
  value: unknown
  recommendedValues: readonly unknown[]
  readonly errorMessages: string[]
  visible: boolean
}

export type Props = Readonly<Record<string, unknown>>

/**
 * The keys that a component understands, after `org.apache.kafka.common.config.ConfigDef`: the single source for parsing, validation,
 * types of the DSL, reference pages, JSON Schema and forms. Keys keep their order of definition. Unknown keys are ignored here.
 */
export class ConfigDef<D extends ConfigKeys = ConfigKeys> {
  readonly keys: D

  constructor(keys: D) {
    this.keys = keys
  }

  /** Keys of both; on a clash the argument's win. */
  merge<E extends ConfigKeys>(other: ConfigDef<E>): ConfigDef<D & E> {
    return new ConfigDef({ ...this.keys, ...other.keys } as D & E)
  }

  /** Typed values with defaults. Throws ConfigException at the first key that is missing or wrong (S2.3). */
  parse(props: Props, options: ParseOptions = {}): ParsedConfig<D> {
    const parsed: Record<string, unknown> = {}
    for (const [name, key] of Object.entries(this.keys)) parsed[name] = parseKey(name, key, props, options)
    return parsed as ParsedConfig<D>
  }

  /**
   * Every key with its value, errors, recommended values and visibility; never throws for a user's mistake (S2.3). A key that others
   * name as a dependent is looked at after them, once for each, as in Java.
   */
  validate(props: Props, options: ParseOptions = {}): ConfigValue[] {
    const values = new Map<string, ConfigValue>()
    for (const name of Object.keys(this.keys)) values.set(name, emptyValue(name))
    for (const name of this.#undefinedDependents()) values.set(name, undefinedDependent(name))
    const parsed: Record<string, unknown> = {}
    this.#visit((name, key) => {
      const result = values.get(name)!
      result.value = null
      collect(result, () => {
        result.value = parseRaw(name, key, props, options)
      })
      collect(result, () => key.validator?.ensureValid(name, result.value, key.type))
      parsed[name] = result.value
    })
    this.#visit((name, key) => recommend(values.get(name)!, key, parsed))
    return [...values.values()]
  }

  /** Calls `step` for the keys that nothing depends on and, after each, for its dependents. */
  #visit(step: (name: string, key: ConfigKey) => void): void {
    const dependents = new Set(Object.values(this.keys).flatMap((key) => key.dependents ?? []))
    const visit = (name: string) => {
      const key = this.keys[name]
      if (key === undefined) return
      step(name, key)
      for (const dependent of key.dependents ?? []) visit(dependent)
    }
    for (const name of Object.keys(this.keys)) if (!dependents.has(name)) visit(name)
  }

  #undefinedDependents(): string[] {
    return Object.values(this.keys)
      .flatMap((key) => key.dependents ?? [])
      .filter((name) => !Object.hasOwn(this.keys, name))
  }
}

const emptyValue = (name: string): ConfigValue => ({
  name,
  value: null,
  recommendedValues: [],
  errorMessages: [],
  visible: true,
})

const undefinedDependent = (name: string): ConfigValue => ({
  ...emptyValue(name),
  errorMessages: [`${name} is referred in the dependents, but not defined.`],
  visible: false,
})

const hasDefault = (key: ConfigKey) => 'default' in key && key.default !== undefined

function parseRaw(name: string, key: ConfigKey, props: Props, options: ParseOptions): unknown {
  if (props[name] !== undefined) return parseType(name, props[name], key.type, options)
  if (hasDefault(key)) return parseType(name, key.default, key.type)
  throw new ConfigException(`Missing required configuration "${name}" which has no default value.`)
}

function parseKey(name: string, key: ConfigKey, props: Props, options: ParseOptions): unknown {
  const raw = parseRaw(name, key, props, options)
  const value = key.validator?.removesDuplicates && Array.isArray(raw) ? [...new Set(raw)] : raw
  key.validator?.ensureValid(name, value, key.type)
  return typeof value === 'bigint' ? Number(value) : value
}

function recommend(value: ConfigValue, key: ConfigKey, parsed: Props): void {
  const { recommender } = key
  if (recommender === undefined) return
  collect(value, () => {
    value.recommendedValues = recommender.validValues(value.name, parsed)
    value.visible = recommender.visible(value.name, parsed)
  })
}

function collect(result: ConfigValue, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!isConfigException(error)) throw error
    result.errorMessages.push(error.message)
  }
}
