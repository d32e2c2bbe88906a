import { ConfigException } from '../../errors/index.ts'

const malformed = () => new ConfigException('The key store is not valid DER')

/** One ASN.1 value in DER or BER (indefinite lengths too, which some tools write): tag and content. */
export class Der {
  readonly tag: number
  readonly content: Buffer
  /** Bytes of tag, length and content. */
  readonly size: number

  constructor(bytes: Buffer, at = 0) {
    this.tag = bytes[at] ?? 0
    let length = bytes[at + 1]
    let start = at + 2
    if (length === undefined) throw malformed()
    if (length === 0x80) {
      const end = endOfIndefinite(bytes, start)
      this.content = bytes.subarray(start, end)
      this.size = end + 2 - at
      return
    }
    if (length > 0x80) {
      const width = length - 0x80
      if (width > 4 || start + width > bytes.length) throw malformed()
      length = bytes.readUIntBE(start, width)
      start += width
    }
    if (start + length > bytes.length) throw malformed()
    this.content = bytes.subarray(start, start + length)
    this.size = start + length - at
  }

  children(): Der[] {
    const list: Der[] = []
    for (let at = 0; at < this.content.length; ) {
      const child = new Der(this.content, at)
      list.push(child)
      at += child.size
    }
    return list
  }

  child(index: number): Der {
    const found = this.children()[index]
    if (found === undefined) throw malformed()
    return found
  }

  /** The octets of an OCTET STRING, also when it is written in pieces. */
  octets(): Buffer {
    return (this.tag & 0x20) === 0 ? this.content : Buffer.concat(this.children().map((one) => one.octets()))
  }

  integer(): number {
    return this.content.length > 6 ? Number.MAX_SAFE_INTEGER : this.content.readUIntBE(0, this.content.length)
  }

  /** Dotted text of an OBJECT IDENTIFIER. */
  oid(): string {
    const arcs: number[] = []
    let arc = 0
    for (const byte of this.content) {
      arc = arc * 128 + (byte & 0x7f)
      if (byte >= 0x80) continue
      arcs.push(arc)
      arc = 0
    }
    const first = arcs.shift() ?? 0
    const top = Math.min(2, Math.floor(first / 40))
    return [top, first - top * 40, ...arcs].join('.')
  }
}

function endOfIndefinite(bytes: Buffer, start: number): number {
  let at = start
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    if (at >= bytes.length) throw malformed()
    at += new Der(bytes, at).size
  }
  return at
}
