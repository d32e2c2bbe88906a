import { ConfigException, isConfigException } from '../errors/index.ts'
import type { ConfigKey, ConfigKeys } from './config-key.ts'
import type { ParsedConfig } from './config-types.ts'
import { parseType } from './parse-type.ts'

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
  parse(props: Props): ParsedConfig<D> {
    const parsed: Record<string, unknown> = {}
    for (const [name, key] of Object.entries(this.keys)) parsed[name] = parseKey(name, key, props)
    return parsed as ParsedConfig<D>
  }

  /** Every key with its value, errors, recommended values and visibility; never throws for a user's mistake (S2.3). */
  validate(props: Props): ConfigValue[] {
    const parsed: Record<string, unknown> = {}
    const values = Object.entries(this.keys).map(([name, key]) => {
      const result: ConfigValue = { name, value: null, recommendedValues: [], errorMessages: [], visible: true }
      collect(result, () => {
        result.value = parsed[name] = parseRaw(name, key, props)
      })
      collect(result, () => key.validator?.ensureValid(name, result.value))
      return result
    })
    for (const value of values) this.#recommend(value, parsed)
    return values
  }

  #recommend(value: ConfigValue, parsed: Props): void {
    const recommender = this.keys[value.name]?.recommender
    if (!recommender) return
    collect(value, () => {
      value.recommendedValues = recommender.validValues(value.name, parsed)
      value.visible = recommender.visible(value.name, parsed)
    })
  }
}

const hasDefault = (key: ConfigKey) => 'default' in key && key.default !== undefined

function parseRaw(name: string, key: ConfigKey, props: Props): unknown {
  if (props[name] !== undefined) return parseType(name, props[name], key.type)
  if (hasDefault(key)) return parseType(name, key.default, key.type)
  throw new ConfigException(`Missing required configuration "${name}" which has no default value.`)
}

function parseKey(name: string, key: ConfigKey, props: Props): unknown {
  const raw = parseRaw(name, key, props)
  const value = key.validator?.removesDuplicates && Array.isArray(raw) ? [...new Set(raw)] : raw
  key.validator?.ensureValid(name, value)
  return typeof value === 'bigint' ? Number(value) : value
}

function collect(result: ConfigValue, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!isConfigException(error)) throw error
    result.errorMessages.push(error.message)
  }
}
