import { ConfigException } from '../../errors/index.ts'
import type { Check } from './bounds.ts'

export type SettingType = 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'BOOLEAN' | 'LIST' | 'CLASS' | 'PASSWORD'

/** One setting of topics or of the broker. */
export interface Setting {
  readonly type: SettingType
  /** As text, as Kafka's tools print it; null when there is none. */
  readonly default: string | null
  readonly check?: Check
  /** Of a topic's setting: the broker's setting that holds where the topic has none of its own. */
  readonly server?: string
  /** Of a broker's setting: it can be changed while the broker runs. */
  readonly isDynamic?: boolean
}

/** @throws ConfigException with Kafka's text */
export function checkSetting(name: string, setting: Setting, text: string): void {
  setting.check?.(name, parse(name, setting.type, text.trim()))
}

const integerBounds = { INT: 31n, SHORT: 15n, LONG: 63n } as const

function parse(name: string, type: SettingType, text: string): unknown {
  switch (type) {
    case 'BOOLEAN':
      if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
      throw invalid(name, text, 'Expected value to be either true or false')
    case 'INT':
    case 'SHORT':
    case 'LONG': {
      const limit = 2n ** integerBounds[type]
      const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : limit
      if (value >= limit || value < -limit) throw invalid(name, text, `Not a number of type ${type}`)
      return Number(value)
    }
    case 'DOUBLE':
      if (text !== '' && Number.isFinite(Number(text))) return Number(text)
      throw invalid(name, text, 'Not a number of type DOUBLE')
    case 'LIST':
      return text === '' ? [] : text.split(/\s*,\s*/)
    case 'STRING':
    case 'CLASS':
    case 'PASSWORD':
      return text
  }
}

const invalid = (name: string, text: string, reason: string) =>
  new ConfigException(`Invalid value ${text} for configuration ${name}: ${reason}`)
