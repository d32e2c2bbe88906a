import type { RegisteredSchema } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  type AvroSchema,
  avroIncompatibilities,
  avroToText,
  fullNameOf,
  isNamed,
  parseAvro,
} from '../../schemas/avro/index.ts'
import type { Format, FormatReader, FormatWriter } from '../registry/registry-converter.ts'
import { serializationException } from '../registry/wire-format.ts'
import type { AvroData, WriterPlan } from './avro-data.ts'

/** Avro for the registry's wire format. */
export class AvroFormat implements Format {
  readonly label = 'Avro'
  readonly schemaType = 'AVRO'
  readonly #data: AvroData
  readonly #writers = new WeakMap<WriterPlan, FormatWriter>()

  constructor(data: AvroData) {
    this.#data = data
  }

  failedToWrite(topic: string): string {
    return `Failed to serialize Avro data from topic ${topic} :`
  }

  failedToRead(topic: string): string {
    return `Failed to deserialize data for topic ${topic} to Avro: `
  }

  isNull(schema: Schema | null, value: unknown): boolean {
    if (value !== null && value !== undefined) return false
    if (schema !== null && !schema.isOptional) throw new DataException('Found null value for non-optional schema')
    return true
  }

  writerFor(schema: Schema | null): FormatWriter {
    const plan = this.#data.planFor(schema)
    const known = this.#writers.get(plan)
    if (known !== undefined) return known
    const writer = this.#writerOf(plan)
    this.#writers.set(plan, writer)
    return writer
  }

  writerIn(registered: RegisteredSchema, schema: Schema | null, isStrict: boolean): FormatWriter {
    const avro = parseRegistered(registered)
    const own = this.#data.planFor(schema)
    if (isStrict) assertReadable(own.avro, avro, registered)
    return this.#writerOf(this.#data.planForAvro(schema, avro))
  }

  readerOf(registered: RegisteredSchema): FormatReader {
    const plan = this.#data.readerFor(parseRegistered(registered), registered.version ?? null)
    return {
      recordName: recordNameOf(plan.avro),
      decode: (bytes, offset) => this.#data.decode(plan, bytes, offset),
    }
  }

  #writerOf(plan: WriterPlan): FormatWriter {
    return {
      text: plan.text,
      references: [],
      recordName: recordNameOf(plan.avro),
      encode: (value, prefix) => this.#data.encode(plan, value, prefix),
    }
  }
}

const recordNameOf = (avro: AvroSchema): string | null => (isNamed(avro) ? fullNameOf(avro) : null)

const parseRegistered = (registered: RegisteredSchema): AvroSchema =>
  parseAvro(registered.schema, {
    references: registered.references.map((reference) => reference.schema ?? ''),
    validateDefaults: false,
  })

function assertReadable(own: AvroSchema, registered: AvroSchema, { id }: RegisteredSchema): void {
  const problems = avroIncompatibilities(registered, own)
  if (problems.length === 0) return
  throw serializationException(
    `Incompatible schema ${avroToText(own)} with schema of id ${id}. Set id.compatibility.strict or latest.compatibility.strict to false to disable this check (${problems[0]!.message})`,
  )
}
