import type { SchemaAndValue } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { type AvroSchema, avroToText } from '../../schemas/avro/index.ts'
import { SchemaMap } from '../registry/schema-map.ts'
import { isAnything } from './anything.ts'
import { type AvroDataOptions, avroDataDefaults } from './avro-data-options.ts'
import { AvroInput } from './avro-input.ts'
import { AvroOutput } from './avro-output.ts'
import { type AvroRead, compileReader } from './compile-reader.ts'
import { compileWriter } from './compile-writer.ts'
import { fromConnectSchema } from './from-connect-schema.ts'
import type { AvroWrite } from './leaf-writers.ts'
import { readAnything } from './read-anything.ts'
import { toConnectSchema } from './to-connect-schema.ts'

/** A Connect schema as Avro: the Avro schema, its text for the registry, and code that writes values of it. */
export interface WriterPlan {
  readonly connect: Schema | null
  readonly avro: AvroSchema
  readonly text: string
  readonly write: AvroWrite
}

/** An Avro schema as Connect data: the Connect schema (null for schemaless data) and code that reads values. */
export interface ReaderPlan {
  readonly avro: AvroSchema
  readonly connect: Schema | null
  readonly read: AvroRead
}

const emptyBytes = new Uint8Array(0)

/**
 * Connect data to Avro and back, after `io.confluent.connect.avro.AvroData`. Schemas are mapped and compiled once; a value then costs no look-ups.
 * One instance belongs to one converter: the buffers are reused between calls.
 */
export class AvroData {
  readonly options: AvroDataOptions
  readonly #plans: SchemaMap<WriterPlan>
  #schemaless: WriterPlan | undefined
  readonly #output = new AvroOutput()
  readonly #input = new AvroInput()

  constructor(options: Partial<AvroDataOptions> = {}) {
    this.options = { ...avroDataDefaults, ...options }
    this.#plans = new SchemaMap(this.options.cacheSize)
  }

  planFor(connect: Schema | null): WriterPlan {
    if (connect === null) {
      this.#schemaless ??= this.#plan(null)
      return this.#schemaless
    }
    const known = this.#plans.get(connect)
    if (known !== undefined) return known
    const plan = this.#plan(connect)
    this.#plans.set(connect, plan)
    return plan
  }

  #plan(connect: Schema | null): WriterPlan {
    const avro = fromConnectSchema(connect, this.options)
    return { connect, avro, text: avroToText(avro), write: compileWriter(connect, avro, this.options) }
  }

  /** A plan that writes values of `connect` in another Avro schema, such as the latest one of a subject. */
  planForAvro(connect: Schema | null, avro: AvroSchema): WriterPlan {
    return { connect, avro, text: avroToText(avro), write: compileWriter(connect, avro, this.options) }
  }

  readerFor(avro: AvroSchema, version: number | null = null): ReaderPlan {
    if (isAnything(avro)) return { avro, connect: null, read: readAnything }
    const connect = toConnectSchema(avro, this.options, version)
    return { avro, connect, read: compileReader(avro, connect, this.options) }
  }

  /**
   * `prefix`, then the value in Avro. Top-level bytes are written without a length (as Confluent's serializer does). Throws DataException.
   */
  encode(plan: WriterPlan, value: unknown, prefix: Uint8Array = emptyBytes): Buffer {
    const output = this.#output
    output.reset()
    output.raw(prefix)
    const start = output.position
    plan.write(output, value)
    if (plan.avro.type !== 'bytes') return output.take()
    const framed = output.take()
    this.#input.reset(framed, start)
    this.#input.int()
    return Buffer.concat([framed.subarray(0, start), framed.subarray(this.#input.position)])
  }

  /** Reads a value that starts at `offset`. Throws DataException. */
  decode(plan: ReaderPlan, bytes: Uint8Array, offset: number): SchemaAndValue {
    const input = this.#input
    if (plan.avro.type === 'bytes') return { schema: plan.connect, value: this.#topLevelBytes(plan, bytes, offset) }
    input.reset(bytes, offset)
    const value = plan.read(input)
    if (value === null && plan.connect !== null && !plan.connect.isOptional)
      throw new DataException('Found null value for non-optional schema')
    return { schema: plan.connect, value }
  }

  #topLevelBytes(plan: ReaderPlan, bytes: Uint8Array, offset: number): unknown {
    const output = this.#output
    output.reset()
    output.bytes(bytes.subarray(offset))
    this.#input.reset(output.take(), 0)
    return plan.read(this.#input)
  }
}
