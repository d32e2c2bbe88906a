import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** How one type is read and written in one version of one message. */
export interface Codec {
  read(reader: Reader): unknown
  write(writer: Writer, value: unknown): void
  /** The value of a field that the version does not carry, where the field names no other. */
  zero(): unknown
  isZero(value: unknown): boolean
  /** The fewest bytes a value takes on the wire. */
  readonly bytesMin: number
}

export interface Compile {
  readonly version: number
  /** Whether the version has compact lengths and tagged fields (KIP-482). */
  readonly flexible: boolean
}

/** Versions and default of a field, in the terms of Kafka's message definitions. All versions are of the whole message. */
export interface FieldOptions {
  /** First version that carries the field; default 0. */
  readonly since?: number
  /** Last version that carries it; default the newest. */
  readonly until?: number
  /** First version in which it may be null. */
  readonly nullable?: number
  /** The value where the version does not carry the field or the sender leaves it out. */
  readonly default?: unknown
  /** The tag of an optional field (KIP-482), in all versions from `tagSince` on. */
  readonly tag?: number
  /** Default `since`. */
  readonly tagSince?: number
}

declare const decoded: unique symbol
declare const encoded: unique symbol
declare const optional: unique symbol

/**
 * A field of a message: its type and its versions. The type parameters exist for the compiler alone: `D` is what reading
 * yields, `E` what writing accepts, `O` whether a writer may leave it out.
 */
export interface Field<D = unknown, E = D, O extends boolean = boolean> {
  readonly options: FieldOptions
  compile(at: Compile): Codec
  readonly [decoded]?: D
  readonly [encoded]?: E
  readonly [optional]?: O
}

export type Decoded<F> = F extends Field<infer D, infer _E, infer _O> ? D : never
export type Encoded<F> = F extends Field<infer _D, infer E, infer _O> ? E : never
export type IsOptional<F> = F extends Field<infer _D, infer _E, infer O> ? O : never

/** A field is optional for writers when some version lacks it or when it names a default. */
export type OptionalBy<O> = O extends { since: number } | { until: number } | { tag: number } | { default: unknown }
  ? true
  : false

export type NullBy<O> = O extends { nullable: number } ? null : never

export function isPresent(options: FieldOptions, version: number): boolean {
  return version >= (options.since ?? 0) && version <= (options.until ?? Number.POSITIVE_INFINITY)
}

export function isTagged(options: FieldOptions, at: Compile): boolean {
  return options.tag !== undefined && at.flexible && at.version >= (options.tagSince ?? options.since ?? 0)
}

export function isNullable(options: FieldOptions, version: number): boolean {
  return options.nullable !== undefined && version >= options.nullable
}
