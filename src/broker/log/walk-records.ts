export interface RecordWalk {
  /** Indexes of records without a key. */
  readonly keyless: readonly number[]
}

/**
 * Walks over uncompressed records without making objects of them: checks that `count` records fill the bytes exactly and
 * that their offsets are 0, 1, 2 ...; undefined when they do not.
 */
export function walkRecords(bytes: Uint8Array, count: number): RecordWalk | undefined {
  const keyless: number[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    // Zigzag varints, read in place: this runs for every record that is produced.
    let value = 0
    let shift = 0
    let byte: number
    do {
      if (at >= bytes.length || shift > 28) return undefined
      byte = bytes[at++]!
      value |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80)
    const length = (value >>> 1) ^ -(value & 1)
    const end = at + length
    if (length < 6 || end > bytes.length) return undefined
    at++ // attributes
    shift = 0
    do {
      if (at >= end || shift > 63) return undefined
      byte = bytes[at++]! // timestamp delta
      shift += 7
    } while (byte >= 0x80)
    value = 0
    shift = 0
    do {
      if (at >= end || shift > 28) return undefined
      byte = bytes[at++]!
      value |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80)
    if (((value >>> 1) ^ -(value & 1)) !== index) return undefined
    // A key length of -1 is the single byte 1.
    if (at < end && bytes[at] === 1) keyless.push(index)
    at = end
  }
  return at === bytes.length ? { keyless } : undefined
}
