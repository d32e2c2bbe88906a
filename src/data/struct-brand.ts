import type { Schema } from './schema.ts'

export const structBrand = Symbol.for('sluiceway.Struct')

/** What validation and equality need of a Struct; keeps them free of the class, which itself needs them. */
export interface StructLike {
  readonly [structBrand]: true
  readonly schema: Schema
  readonly values: unknown[]
  validate(): void
}

export const isStruct = (value: unknown): value is StructLike =>
  typeof value === 'object' && value !== null && structBrand in value
