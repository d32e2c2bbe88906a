/** What JavaScript's Date can hold: ±8.64e15 milliseconds. `java.util.Date` holds any long. */
const MAX_MILLIS = 8_640_000_000_000_000

/**
 * A `java.util.Date` beyond the range of JavaScript's Date (years -271821 to 275760). `getTime` gives the milliseconds, rounded to a
 * double; fields such as `getFullYear` are NaN.
 */
export class FarDate extends Date {
  readonly millis: bigint

  constructor(millis: bigint) {
    super(Number.NaN)
    this.millis = millis
  }

  override getTime(): number {
    return Number(this.millis)
  }

  override valueOf(): number {
    return Number(this.millis)
  }
}

/** The Date of a number of milliseconds, whatever its size. */
export function javaDate(millis: bigint | number): Date {
  const inRange = millis <= MAX_MILLIS && millis >= -MAX_MILLIS
  return inRange ? new Date(Number(millis)) : new FarDate(BigInt(millis))
}

/** `java.util.Date.getTime`, exactly. */
export const dateMillis = (date: Date): bigint => (date instanceof FarDate ? date.millis : BigInt(date.getTime()))
