/**
 * How Java's number types are held where no schema tells them apart ("schemaless" values).
 *
 * - Long: a `number` when it is a safe integer, else a `bigint` (a bigint of any size is a Long).
 * - Double: a `number` that is not a safe integer (1.5, NaN, Infinity, -0, 1e300), else the box `Float64` (for example 3.0).
 * - Integer, Short, Byte, Float: the boxes `Int32`, `Int16`, `Int8`, `Float32`.
 *
 * So a plain `3` written by a TypeScript SMT is a Long and prints as `3`, and JSON's `3.0` still prints as `3.0`. Boxes take part in
 * arithmetic through `valueOf`. With a schema none of this applies: int8..int32, float32 and float64 are `number`, int64 is `bigint`.
 */
export abstract class JavaNumber {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toJSON(): number {
    return this.value
  }

  toString(): string {
    return String(this.value)
  }
}

export class Int8 extends JavaNumber {
  readonly type = 'int8'
}
export class Int16 extends JavaNumber {
  readonly type = 'int16'
}
export class Int32 extends JavaNumber {
  readonly type = 'int32'
}
export class Float32 extends JavaNumber {
  readonly type = 'float32'
}
export class Float64 extends JavaNumber {
  readonly type = 'float64'
}

/** `java.math.BigInteger` in schemaless data; a plain bigint is a Long. */
export class BigInteger {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }

  valueOf(): bigint {
    return this.value
  }

  toString(): string {
    return this.value.toString()
  }
}

/** Whether a schemaless `number` stands for a Long (else it stands for a Double). */
export const isLongNumber = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0)

/** A Java Double in schemaless data. */
export const toDouble = (value: number): number | Float64 => (isLongNumber(value) ? new Float64(value) : value)

/** A Java Long in schemaless data: `number` when safe, else `bigint`. */
export const toLong = (value: bigint): number | bigint => {
  const asNumber = Number(value)
  return Number.isSafeInteger(asNumber) ? asNumber : value
}
