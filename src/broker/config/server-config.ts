import { nearest, PipelineError } from '../../errors/index.ts'
import { serverSettings } from './server-settings.ts'
import { checkSetting } from './setting.ts'

/** Where a value comes from; the numbers are those of DescribeConfigs (`ConfigSource` in the protocol). */
export const configSource = {
  topic: 1,
  dynamicBroker: 2,
  dynamicDefaultBroker: 3,
  staticBroker: 4,
  default: 5,
  group: 8,
} as const
export type ConfigSource = (typeof configSource)[keyof typeof configSource]

export interface Sourced {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

/** What makes up a setting that Kafka lets one give in several units: the first that is set holds. */
const inUnits: Readonly<Record<string, readonly (readonly [name: string, factor: number])[]>> = {
  'log.retention.ms': [
    ['log.retention.ms', 1],
    ['log.retention.minutes', 60_000],
    ['log.retention.hours', 3_600_000],
  ],
  'log.roll.ms': [
    ['log.roll.ms', 1],
    ['log.roll.hours', 3_600_000],
  ],
}

/**
 * The broker's settings: given at the start, changed since for the cluster or for this broker, or default.
 */
export class ServerConfig {
  readonly #static = new Map<string, string>()
  /** Changed at run time, by name; of this broker and of the cluster. */
  readonly dynamicBroker = new Map<string, string>()
  readonly dynamicDefault = new Map<string, string>()

  /** @throws PipelineError SLW2001 for an unknown name, ConfigException for a wrong value */
  constructor(given: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(given)) {
      const setting = serverSettings[name]
      if (!setting) {
        const close = nearest(name, Object.keys(serverSettings))
        throw new PipelineError('SLW2001', `The broker has no setting '${name}'.`, {
          ...(close === undefined ? {} : { hint: `Did you mean '${close}'?` }),
        })
      }
      checkSetting(name, setting, text)
      this.#static.set(name, text)
    }
  }

  /** All places that give the setting a value, the one that holds first. */
  synonyms(name: string): Sourced[] {
    const found: Sourced[] = []
    const add = (source: ConfigSource, value: string | null | undefined) => {
      if (value !== undefined && value !== null) found.push({ name, value, source })
    }
    add(configSource.dynamicBroker, this.dynamicBroker.get(name))
    add(configSource.dynamicDefaultBroker, this.dynamicDefault.get(name))
    add(configSource.staticBroker, this.#static.get(name))
    add(configSource.default, serverSettings[name]?.default)
    return found
  }

  /** The text that holds; null without one. */
  text(name: string): string | null {
    const own = this.#given(name)
    if (own !== undefined) return own
    for (const [unit, factor] of inUnits[name] ?? []) {
      const text = this.#given(unit) ?? serverSettings[unit]?.default ?? null
      if (text !== null) return String(Number(text) * factor)
    }
    return serverSettings[name]?.default ?? null
  }

  #given(name: string): string | undefined {
    return this.dynamicBroker.get(name) ?? this.dynamicDefault.get(name) ?? this.#static.get(name)
  }

  /** Whether somebody gave the setting a value. */
  isGiven(name: string): boolean {
    return this.#given(name) !== undefined || (inUnits[name] ?? []).some(([unit]) => this.#given(unit) !== undefined)
  }

  number(name: string): number {
    return Number(this.text(name))
  }

  boolean(name: string): boolean {
    return this.text(name)?.trim().toLowerCase() === 'true'
  }

  list(name: string): string[] {
    const text = this.text(name)
    return text ? text.split(/\s*,\s*/).filter((each) => each !== '') : []
  }
}
