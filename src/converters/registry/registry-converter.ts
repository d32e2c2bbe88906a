import type {
  Converter,
  ConverterContext,
  RegisteredSchema,
  SchemaAndValue,
  SchemaRegistryPort,
} from '../../api/index.ts'
import type { ParsedConfig } from '../../config/index.ts'
import type { Schema } from '../../data/index.ts'
import {
  ConfigException,
  DataException,
  isConfigException,
  isConnectException,
  isRetriable,
  RetriableException,
} from '../../errors/index.ts'
import type { RegistryKeys } from '../../schema-registry/index.ts'
import { parseStrategy, type SubjectNameStrategy, subjectOf } from './subject-name.ts'
import { HEADER_BYTES, readSchemaId, serializationException, wirePrefix } from './wire-format.ts'

/** How one format writes: made once for a Connect schema, used for every record of it. */
export interface FormatWriter {
  readonly text: string
  readonly references: RegisteredSchema['references']
  /** Full name for the record-name strategies; null when the schema has none. */
  readonly recordName: string | null
  encode(value: unknown, prefix: Uint8Array): Uint8Array
}

/** How one format reads: made once for a registered schema. `offset` is behind the schema id. */
export interface FormatReader {
  readonly recordName: string | null
  decode(bytes: Uint8Array, offset: number): SchemaAndValue
}

/** A schema format as the registry's wire format carries it. */
export interface Format {
  /** As Confluent's error texts name it. */
  readonly label: 'Avro' | 'JSON' | 'Protobuf'
  readonly schemaType: RegisteredSchema['schemaType']
  /** Messages of the outermost DataException. */
  readonly failedToWrite: (topic: string) => string
  readonly failedToRead: (topic: string) => string
  /** Gives null bytes for this pair without asking the registry. Throws DataException when null is not allowed. */
  isNull(schema: Schema | null, value: unknown): boolean
  /** The same writer for the same schema. */
  writerFor(schema: Schema | null): FormatWriter
  /** A writer of `schema` in a registered schema. `isStrict`: refuse when readers of the registered schema could not read `schema`. */
  writerIn(registered: RegisteredSchema, schema: Schema | null, isStrict: boolean): FormatWriter
  readerOf(registered: RegisteredSchema): FormatReader
}

interface Resolved {
  readonly writer: FormatWriter
  readonly prefix: Uint8Array
}

interface ReaderOfTopic {
  readonly topic: string
  readonly id: number
  readonly reader: FormatReader
}

/**
 * A converter whose messages carry the id of a registered schema: Confluent's serializer and deserializer around one format. The registry is asked once for
 * a schema and topic; from then on all is synchronous.
 */
export class RegistryConverter implements Converter {
  readonly #format: Format
  readonly #config: ParsedConfig<RegistryKeys>
  readonly #isKey: boolean
  readonly #strategy: SubjectNameStrategy
  readonly #registry: SchemaRegistryPort
  readonly #resolved = new WeakMap<FormatWriter, Map<string, Resolved>>()
  readonly #readers = new Map<string, Map<number, ReaderOfTopic>>()
  #lastReader: ReaderOfTopic | undefined

  constructor(
    format: Format,
    config: ParsedConfig<RegistryKeys>,
    context: ConverterContext,
    props: Readonly<Record<string, unknown>>,
  ) {
    this.#format = format
    this.#config = config
    this.#isKey = context.isKey
    const key = `${context.isKey ? 'key' : 'value'}.subject.name.strategy` as const
    this.#strategy = parseStrategy(key, config[key])
    this.#registry = context.registry(props)
  }

  fromConnectData(
    topic: string,
    schema: Schema | null,
    value: unknown,
  ): Uint8Array | null | Promise<Uint8Array | null> {
    try {
      if (this.#format.isNull(schema, value)) return null
      const writer = this.#format.writerFor(schema)
      const known = this.#resolved.get(writer)?.get(topic)
      if (known !== undefined) return known.writer.encode(value, known.prefix)
      return this.#register(topic, schema, value, writer)
    } catch (error) {
      throw this.#writeFailure(topic, error)
    }
  }

  async #register(topic: string, schema: Schema | null, value: unknown, writer: FormatWriter): Promise<Uint8Array> {
    try {
      const resolved = await this.#resolve(
        subjectOf(this.#strategy, topic, this.#isKey, writer.recordName),
        schema,
        writer,
      )
      const topics = this.#resolved.get(writer) ?? new Map<string, Resolved>()
      topics.set(topic, resolved)
      this.#resolved.set(writer, topics)
      return resolved.writer.encode(value, resolved.prefix)
    } catch (error) {
      throw this.#writeFailure(topic, error)
    }
  }

  /** As Confluent's serializers: register, or take a given id, or the latest version, or look the schema up. */
  async #resolve(subject: string, schema: Schema | null, writer: FormatWriter): Promise<Resolved> {
    const config = this.#config
    const { label, schemaType } = this.#format
    const id = config['use.schema.id']
    if (!config['auto.register.schemas'] && (id >= 0 || config['use.latest.version'])) {
      const asked = id >= 0 ? this.#registry.byId(id, subject) : this.#registry.latest(subject)
      const what = id >= 0 ? `schema for id ${id}` : `latest version for subject ${subject}`
      const registered = await orSerializationException(`Error retrieving ${label} ${what}`, asked)
      const isStrict = config[id >= 0 ? 'id.compatibility.strict' : 'latest.compatibility.strict']
      return { writer: this.#format.writerIn(registered, schema, isStrict), prefix: wirePrefix(registered.id) }
    }
    const autoRegister = config['auto.register.schemas']
    const found = await orSerializationException(
      `Error ${autoRegister ? 'registering' : 'retrieving'} ${label} schema${writer.text}`,
      this.#registry.idFor(
        subject,
        { schemaType, schema: writer.text, references: writer.references },
        { autoRegister, normalize: config['normalize.schemas'] },
      ),
    )
    return { writer, prefix: wirePrefix(found) }
  }

  toConnectData(topic: string, bytes: Uint8Array | null): SchemaAndValue | Promise<SchemaAndValue> {
    if (bytes === null) return { schema: null, value: null }
    try {
      const id = readSchemaId(bytes)
      const last = this.#lastReader
      if (last !== undefined && last.id === id && last.topic === topic) return last.reader.decode(bytes, HEADER_BYTES)
      const known = this.#readers.get(topic)?.get(id)
      if (known === undefined) return this.#fetch(topic, id, Uint8Array.from(bytes))
      this.#lastReader = known
      return known.reader.decode(bytes, HEADER_BYTES)
    } catch (error) {
      throw this.#readFailure(topic, error)
    }
  }

  async #fetch(topic: string, id: number, bytes: Uint8Array): Promise<SchemaAndValue> {
    try {
      const reader = this.#format.readerOf(await this.#registered(topic, id))
      const entry = { topic, id, reader }
      const ofTopic = this.#readers.get(topic) ?? new Map<number, ReaderOfTopic>()
      ofTopic.set(id, entry)
      this.#readers.set(topic, ofTopic)
      this.#lastReader = entry
      return reader.decode(bytes, HEADER_BYTES)
    } catch (error) {
      throw this.#readFailure(topic, error)
    }
  }

  async #registered(topic: string, id: number): Promise<RegisteredSchema> {
    const { label } = this.#format
    const part = label === 'Avro' ? ` ${this.#isKey ? 'key' : 'value'}` : ''
    const ask = (subject: string) =>
      orSerializationException(`Error retrieving ${label}${part} schema for id ${id}`, this.#registry.byId(id, subject))
    if (this.#strategy === 'TopicNameStrategy') return ask(subjectOf(this.#strategy, topic, this.#isKey, null))
    const unplaced = await ask('')
    const { recordName } = this.#format.readerOf(unplaced)
    if (recordName === null) return unplaced
    return ask(subjectOf(this.#strategy, topic, this.#isKey, recordName))
  }

  #writeFailure(topic: string, error: unknown): Error {
    if (isConfigException(error))
      return new ConfigException(
        `Failed to access ${this.#format.label} data from topic ${topic} : ${(error as Error).message}`,
        error,
      )
    if (isRetriable(error))
      return new RetriableException(
        `I/O error while serializing ${this.#format.label} data for topic ${topic}: ${(error as Error).message}`,
        error,
      )
    if (isOfMapping(error)) return error
    return new DataException(this.#format.failedToWrite(topic), error)
  }

  #readFailure(topic: string, error: unknown): Error {
    if (isRetriable(error))
      return new RetriableException(
        `I/O error while deserializing ${this.#format.label} data for topic ${topic}: ${(error as Error).message}`,
        error,
      )
    if (isOfMapping(error)) return error
    return new DataException(this.#format.failedToRead(topic), error)
  }
}

/** Errors of the mapping itself reach the caller as they are, as in Java; what the serializer throws is wrapped. */
const isOfMapping = (error: unknown): error is Error => isConnectException(error)

/** What the registry does not have or refuses becomes Confluent's SerializationException; what may pass stays a RetriableException. */
async function orSerializationException<T>(message: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (isRetriable(error) || isConfigException(error)) throw error
    throw serializationException(message, error)
  }
}
