import { DataException } from '../errors/index.ts'
import type { Field, Schema } from './schema.ts'
import { structBrand } from './struct-brand.ts'
import { validateValue } from './validate-value.ts'

/**
 * A value of a struct schema, after `org.apache.kafka.connect.data.Struct`. Mutable until it is handed on; treat a Struct that you
 * received as frozen and build a new one.
 *
 * Values by type: int8, int16, int32, float32, float64 `number`; int64 `bigint`; boolean; string; bytes `Uint8Array`; array `unknown[]`;
 * map `Map`; struct `Struct`; Decimal `BigDecimal`; Date, Time, Timestamp `Date`.
 */
export class Struct {
  declare readonly [structBrand]: true
  readonly schema: Schema
  /** One slot a field, in field order. For codecs; everyone else uses get and put. */
  readonly values: unknown[]

  /** `values`, when given, are taken as they are: see `of`. */
  constructor(schema: Schema, values?: unknown[]) {
    if (schema.type !== 'struct') throw new DataException(`Not a struct schema: ${schema}`)
    this.schema = schema
    this.values = values ?? new Array(schema.fields.length).fill(null)
  }

  /** Wraps values that are already valid for the schema, in field order, without copying or checking. */
  static of(schema: Schema, values: unknown[]): Struct {
    return new Struct(schema, values)
  }

  /** The value, or the field's default when it is null. Throws DataException for a field that the schema does not have. */
  get(field: string | Field): unknown {
    const found = typeof field === 'string' ? this.#lookup(field) : field
    return this.values[found.index] ?? found.schema.defaultValue
  }

  /** The stored value; a null stays null even when the field has a default. */
  getWithoutDefault(name: string): unknown {
    return this.values[this.#lookup(name).index]
  }

  /**
   * Sets a field after checking the value against its schema (DataException). An int64 field also takes a safe-integer `number`.
   * Undefined is null.
   */
  put(field: string | Field, value: unknown): this {
    const found = typeof field === 'string' ? this.#lookup(field) : field
    const type = found.schema.type
    let stored = value ?? null
    if (type === 'int64' && typeof stored === 'number' && Number.isSafeInteger(stored)) stored = BigInt(stored)
    validateValue(found.schema, stored, found.name)
    this.values[found.index] = stored
    return this
  }

  /** Throws DataException when a required field without default is null or a value does not fit its schema. */
  validate(): void {
    for (const field of this.schema.fields) {
      const value = this.values[field.index]
      if (value === null && (field.schema.isOptional || field.schema.defaultValue !== null)) continue
      validateValue(field.schema, value, field.name)
    }
  }

  #lookup(name: string): Field {
    const field = this.schema.field(name)
    if (field === null) throw new DataException(`${name} is not a valid field name`)
    return field
  }

  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.schema.fields.map((field) => [field.name, this.get(field)]))
  }
}

Object.defineProperty(Struct.prototype, structBrand, { value: true })
