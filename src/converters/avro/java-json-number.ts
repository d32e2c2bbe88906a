import { doubleToString, floatToString } from '../../java/index.ts'
import { JsonNumber, type JsonValue } from '../../schemas/json/json-text.ts'

/** A floating-point number as Jackson writes it: Java's spelling (`1.0`, `1.0E7`); NaN and infinities are strings. */
export function floatingJson(value: number, isFloat32: boolean): JsonValue {
  return new JsonNumber(isFloat32 ? floatToString(value) : doubleToString(value))
}

/** An int64 in JSON, exact. */
export function longJson(value: bigint): JsonValue {
  const asNumber = Number(value)
  return Number.isSafeInteger(asNumber) ? asNumber : new JsonNumber(value.toString())
}
