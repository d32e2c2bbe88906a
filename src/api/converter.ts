import type { ConfigDef, ConfigKeys, ParsedConfig } from '../config/index.ts'
import type { Headers, Schema } from '../data/index.ts'
import type { Logger } from './logger.ts'
import { branded, type PluginInfo } from './plugin.ts'

/** A value with its schema; (null, null) is a tombstone or absent key. */
export interface SchemaAndValue {
  readonly schema: Schema | null
  readonly value: unknown
}

/**
 * Connect data to bytes and back. Called by one task at a time, in record order. A Promise is returned only where it is needed (first use of
 * a schema that the registry must answer for); callers test for it, so that the common path stays synchronous. Failures: DataException,
 * or RetriableException when a later try may succeed.
 */
export interface Converter {
  /** null means a null key or a tombstone. `headers` are for converters that keep the schema id there. */
  fromConnectData(
    topic: string,
    schema: Schema | null,
    value: unknown,
    headers?: Headers,
  ): Uint8Array | null | Promise<Uint8Array | null>
  /** `bytes` may be a view that is reused later: copy what is kept. */
  toConnectData(topic: string, bytes: Uint8Array | null, headers?: Headers): SchemaAndValue | Promise<SchemaAndValue>
  close?(): void
}

export interface HeaderConverter {
  fromConnectHeader(topic: string, name: string, schema: Schema | null, value: unknown): Uint8Array | null
  toConnectHeader(topic: string, name: string, bytes: Uint8Array | null): SchemaAndValue
  close?(): void
}

/** A registered schema: `schema` is its text; references are resolved by `text of name`. */
export interface RegisteredSchema {
  readonly id: number
  readonly schemaType: 'AVRO' | 'JSON' | 'PROTOBUF'
  readonly schema: string
  readonly references: readonly SchemaReference[]
  readonly version?: number
}

export interface SchemaReference {
  readonly name: string
  readonly subject: string
  readonly version: number
  /** Text of the referenced schema, filled by the client. */
  readonly schema?: string
}

/**
 * The schema registry as converters see it: a small port, so that the registry client itself stays on the worker's control thread. Answers are
 * cached by the caller. Errors: RetriableException when the registry cannot be reached, DataException for an unknown id or a refused schema.
 */
export interface SchemaRegistryPort {
  byId(id: number, subject: string): Promise<RegisteredSchema>
  latest(subject: string): Promise<RegisteredSchema>
  /** Registers (or finds, when `autoRegister` is false) and gives the id. */
  idFor(
    subject: string,
    schema: Omit<RegisteredSchema, 'id'>,
    options: { readonly autoRegister: boolean; readonly normalize: boolean },
  ): Promise<number>
}

export interface ConverterContext {
  readonly isKey: boolean
  readonly logger: Logger
  /** Opens the registry for the converter's own settings (`schema.registry.url`, `basic.auth.*` ...). */
  registry(props: Readonly<Record<string, unknown>>): SchemaRegistryPort
}

/** What a configured converter puts on the wire and makes of it, so that the two ends of a topic can be compared before anything runs. */
export interface WireFormat {
  /** Name of the format that is written, as messages show it: `JSON without schemas`. Converters that share a format share the name. */
  readonly writes: string
  /**
   * The schema that reading gives for data that was written in `format` with `schema`; undefined where it is not known. Throws
   * DataException when every record must fail.
   */
  reads(format: string, schema: Schema | null | undefined): Schema | null | undefined
}

export interface ConverterDefinition<D extends ConfigKeys = ConfigKeys> extends PluginInfo {
  readonly kind: 'converter'
  readonly config: ConfigDef<D>
  /** Also usable as header converter, as Connect's own converters are. */
  readonly header?: boolean
  /** Default: nothing is known of the format. */
  wire?(config: ParsedConfig<D>): WireFormat
  create(config: ParsedConfig<D>, context: ConverterContext, props: Readonly<Record<string, unknown>>): Converter
}

export function defineConverter<D extends ConfigKeys>(
  definition: Omit<ConverterDefinition<D>, 'kind'>,
): ConverterDefinition<D> {
  return branded({ ...definition, kind: 'converter' })
}

export interface HeaderConverterDefinition<D extends ConfigKeys = ConfigKeys> extends PluginInfo {
  readonly kind: 'header_converter'
  readonly config: ConfigDef<D>
  create(config: ParsedConfig<D>, props: Readonly<Record<string, unknown>>): HeaderConverter
}

export function defineHeaderConverter<D extends ConfigKeys>(
  definition: Omit<HeaderConverterDefinition<D>, 'kind'>,
): HeaderConverterDefinition<D> {
  return branded({ ...definition, kind: 'header_converter' })
}
