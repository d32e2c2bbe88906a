/** Kafka's `ConfigDef.Type`. */
export type ConfigType = 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'BOOLEAN' | 'LIST' | 'CLASS' | 'PASSWORD'
export type Importance = 'HIGH' | 'MEDIUM' | 'LOW'
export type Width = 'NONE' | 'SHORT' | 'MEDIUM' | 'LONG'

/** Checks one parsed value; `name` is the key, `type` its type. Throws ConfigException (S2.2 has the texts). */
export interface Validator<Allowed extends string = string> {
  ensureValid(name: string, value: unknown, type?: ConfigType): void
  /** As Kafka's documentation shows it, for example `[1,...]` or `[none, all]`. */
  toString(): string
  /** The values that are allowed, when they can be listed: types, completions and suggestions come from this. */
  readonly allowed?: readonly Allowed[]
  /** `parse` drops repeated elements of a list before it asks this validator; `validate` does not (Kafka's ValidList). */
  readonly removesDuplicates?: boolean
}

/** Values and visibility that depend on the other values of the same configuration (`ConfigDef.Recommender`). */
export interface Recommender {
  validValues(name: string, parsed: Readonly<Record<string, unknown>>): readonly unknown[]
  visible(name: string, parsed: Readonly<Record<string, unknown>>): boolean
}

/**
 * One configuration key. Without `default` the key is required; `default: null` means "optional, no value".
 * Defaults are in parsed form: a number, a boolean, an array for LIST, a plain string for PASSWORD.
 */
export interface ConfigKey {
  readonly type: ConfigType
  readonly default?: unknown
  readonly validator?: Validator
  readonly importance: Importance
  readonly doc: string
  readonly group?: string
  readonly orderInGroup?: number
  readonly width?: Width
  readonly displayName?: string
  readonly dependents?: readonly string[]
  readonly recommender?: Recommender
  /** What a pipeline file means that leaves this key out, where Kafka requires it: the compiler writes it into the configuration. */
  readonly fileDefault?: string
  /** Accepted but not shown in documentation (Kafka's `defineInternal`). */
  readonly internal?: boolean
}

export type ConfigKeys = Readonly<Record<string, ConfigKey>>

/** A value of type PASSWORD. Its text never reaches logs, JSON or templates: read it with `reveal()`. */
export class Password {
  static readonly HIDDEN = '[hidden]'
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return Password.HIDDEN
  }

  toJSON(): string {
    return Password.HIDDEN
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return Password.HIDDEN
  }
}
