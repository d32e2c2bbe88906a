import { type ConfigType, type Validator, validator } from '../../config/index.ts'
import { ConfigException } from '../../errors/index.ts'

/** The clients of Kafka's Java API that a key belongs to. */
export type ClientKind = 'producer' | 'consumer' | 'admin'

/** What setting a key does here. */
export type Treatment =
  | 'honoured'
  /** Accepted; setting it to something else than its default is worth one warning. */
  | { readonly ignored: string }
  /** Setting it is an error, since doing without would be worse. */
  | { readonly refused: string }

export interface ClientKey {
  readonly clients: readonly ClientKind[]
  readonly type: ConfigType
  /** Java's default; null is "no value". */
  readonly default: unknown
  readonly treatment: Treatment
  readonly validator?: Validator
}

export type ClientKeys = Readonly<Record<string, ClientKey>>

export const every: readonly ClientKind[] = ['producer', 'consumer', 'admin']
export const ignored = (reason: string): Treatment => ({ ignored: reason })
export const refused = (reason: string): Treatment => ({ refused: reason })

/** A default that is not the same for all clients. */
export class DefaultByClient {
  readonly values: Partial<Record<ClientKind, unknown>>

  constructor(values: Partial<Record<ClientKind, unknown>>) {
    this.values = values
  }
}
export const byClient = (values: Partial<Record<ClientKind, unknown>>): DefaultByClient => new DefaultByClient(values)

/** `AutoOffsetResetStrategy`: a name, or `by_duration:` with an ISO 8601 duration (KIP-1106). */
export const autoOffsetReset: Validator = validator((name, value) => {
  if (
    typeof value === 'string' &&
    /^(latest|earliest|none|by_duration:P(?!$)(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/i.test(value)
  )
    return
  throw new ConfigException(
    `Invalid value ${String(value)} for configuration ${name}: Invalid value \`${String(value)}\` for configuration ${name}. The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'.`,
  )
}, '[latest, earliest, none, by_duration:PnDTnHnMn.nS]')

/** `GzipCompression.LevelValidator`. */
export const gzipLevel: Validator = validator((name, value) => {
  if (value === -1 || (typeof value === 'number' && value >= 1 && value <= 9)) return
  throw new ConfigException(
    `Invalid value ${String(value)} for configuration ${name}: Value must be between 1 and 9 or equal to -1`,
  )
}, '[1,...,9] or -1')
