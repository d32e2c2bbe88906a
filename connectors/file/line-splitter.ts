export interface Line {
  readonly text: string
  /** Position in the file of the byte after the line's end. */
  readonly end: number
}

const LF = 0x0a
const CR = 0x0d

/**
 * Cuts a stream of bytes into lines of UTF-8 text that end with LF, CR or CRLF, and counts bytes. A CR that is the last byte so far waits,
 * since an LF may follow.
 */
export class LineSplitter {
  #position: number
  #rest: Buffer = Buffer.alloc(0)
  #lines: Line[] = []
  #taken = 0

  constructor(position: number) {
    this.#position = position
  }

  get hasLines(): boolean {
    return this.#taken < this.#lines.length
  }

  get hasPartialLine(): boolean {
    return this.#rest.length > 0
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (this.hasLines) this.#lines.splice(0, this.#taken)
    else this.#lines = []
    this.#taken = 0
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const cut = endOfLastLine(bytes)
    if (cut > 0) this.#split(bytes.subarray(0, cut))
    this.#rest = cut === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(cut))
  }

  take(max: number): Line[] {
    const lines = this.#lines.slice(this.#taken, this.#taken + max)
    this.#taken += lines.length
    return lines
  }

  /** `bytes` ends with a line's end. */
  #split(bytes: Buffer): void {
    const text = bytes.toString('utf8')
    const isOneByteEach = text.length === bytes.length
    const hasReturn = bytes.includes(CR)
    let start = 0
    while (start < text.length) {
      const { end, next } = hasReturn ? nextLine(text, start) : nextPlainLine(text, start)
      const line = text.slice(start, end)
      this.#position += isOneByteEach ? next - start : Buffer.byteLength(line) + (next - end)
      this.#lines.push({ text: line, end: this.#position })
      start = next
    }
  }
}

function nextPlainLine(text: string, start: number) {
  const end = text.indexOf('\n', start)
  return { end, next: end + 1 }
}

const lineEnd = /\r\n|\n|\r/g

function nextLine(text: string, start: number) {
  lineEnd.lastIndex = start
  const match = lineEnd.exec(text)!
  return { end: match.index, next: lineEnd.lastIndex }
}

function endOfLastLine(bytes: Buffer): number {
  const lastLf = bytes.lastIndexOf(LF)
  const lastCr = bytes.lastIndexOf(CR)
  return lastCr > lastLf && lastCr < bytes.length - 1 ? lastCr + 1 : lastLf + 1
}
