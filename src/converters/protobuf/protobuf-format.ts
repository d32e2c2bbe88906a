import type { RegisteredSchema, SchemaAndValue } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  type LinkedProto,
  type MessageType,
  parseLinked,
  printProto,
  protoIncompatibilities,
} from '../../schemas/protobuf/index.ts'
import { AvroInput } from '../avro/avro-input.ts'
import type { Format, FormatReader, FormatWriter } from '../registry/registry-converter.ts'
import { SchemaMap } from '../registry/schema-map.ts'
import { serializationException } from '../registry/wire-format.ts'
import { compileReader, type ProtoRead } from './compile-reader.ts'
import { compileWriter } from './compile-writer.ts'
import { fromConnectSchema } from './from-connect-schema.ts'
import { messageAt, messageIndexBytes, readMessageIndexes } from './message-indexes.ts'
import { ProtoOutput } from './proto-output.ts'
import type { ProtobufOptions } from './protobuf-options.ts'
import { toConnectSchema } from './to-connect-schema.ts'

interface MessageReader {
  readonly schema: Schema
  readonly read: ProtoRead
}

/** Protobuf for the registry's wire format. */
export class ProtobufFormat implements Format {
  readonly label = 'Protobuf'
  readonly schemaType = 'PROTOBUF'
  readonly #options: ProtobufOptions
  readonly #writers: SchemaMap<FormatWriter>
  readonly #output = new ProtoOutput()
  readonly #input = new AvroInput()

  constructor(options: ProtobufOptions) {
    this.#options = options
    this.#writers = new SchemaMap(options.cacheSize)
  }

  failedToWrite(topic: string): string {
    return `Failed to serialize Protobuf data from topic ${topic} :`
  }

  failedToRead(topic: string): string {
    return `Failed to deserialize data for topic ${topic} to Protobuf: `
  }

  isNull(_schema: Schema | null, value: unknown): boolean {
    return value === null || value === undefined
  }

  writerFor(schema: Schema | null): FormatWriter {
    if (schema === null) throw new DataException('Protobuf needs data with a schema')
    const known = this.#writers.get(schema)
    if (known !== undefined) return known
    const { linked, fullName, indexes } = fromConnectSchema(schema, this.#options)
    const writer = this.#writerOf(
      schema,
      linked,
      linked.types.get(fullName) as MessageType,
      indexes,
      printProto(linked.file),
    )
    this.#writers.set(schema, writer)
    return writer
  }

  writerIn(registered: RegisteredSchema, schema: Schema | null, isStrict: boolean): FormatWriter {
    const own = this.writerFor(schema)
    const linked = parseRegistered(registered)
    if (isStrict) assertReadable(parseLinked(own.text, new Map()), linked, registered)
    const { fullName } = fromConnectSchema(schema!, this.#options)
    const byName = linked.types.get(fullName)
    const root = byName?.kind === 'message' ? byName : messageAt(linked.file, linked.types, [0])
    const index = linked.file.messages.indexOf(root.message)
    return this.#writerOf(schema!, linked, root, [Math.max(index, 0)], registered.schema)
  }

  #writerOf(
    schema: Schema,
    linked: LinkedProto,
    root: MessageType,
    indexes: readonly number[],
    text: string,
  ): FormatWriter {
    const write = compileWriter(schema, linked, root, this.#options)
    const path = messageIndexBytes(indexes)
    const output = this.#output
    const encode = (value: unknown, prefix: Uint8Array): Uint8Array => {
      output.reset()
      output.raw(prefix)
      output.raw(path)
      write(output, value)
      return output.take()
    }
    return { text, references: [], recordName: root.fullName, encode }
  }

  readerOf(registered: RegisteredSchema): FormatReader {
    const linked = parseRegistered(registered)
    const readers = new Map<string, MessageReader>()
    const readerAt = (indexes: readonly number[]): MessageReader => {
      const key = indexes.join('.')
      const reader = readers.get(key) ?? this.#reader(linked, messageAt(linked.file, linked.types, indexes), registered)
      readers.set(key, reader)
      return reader
    }
    const input = this.#input
    const decode = (bytes: Uint8Array, offset: number): SchemaAndValue => {
      input.reset(bytes, offset)
      const { schema, read } = readerAt(readMessageIndexes(input))
      return { schema, value: read(input, bytes.length) }
    }
    const first = linked.file.messages[0]
    const recordName = first === undefined ? null : messageAt(linked.file, linked.types, [0]).fullName
    return { recordName, decode }
  }

  #reader(linked: LinkedProto, root: MessageType, registered: RegisteredSchema): MessageReader {
    const schema = toConnectSchema(linked, root, this.#options, registered.version ?? null)
    return { schema, read: compileReader(schema, linked, root, this.#options) }
  }
}

const parseRegistered = (registered: RegisteredSchema): LinkedProto =>
  parseLinked(registered.schema, new Map(registered.references.map(({ name, schema }) => [name, schema ?? ''])))

function assertReadable(own: LinkedProto, registered: LinkedProto, { id }: RegisteredSchema): void {
  const changes = protoIncompatibilities(own, registered)
  if (changes.length === 0) return
  throw serializationException(
    `Incompatible schema with schema of id ${id} (${changes[0]!.type} at ${changes[0]!.path}). Set id.compatibility.strict or latest.compatibility.strict to false to disable this check`,
  )
}
