/** A parsed JSON value that remembers whether a number was written as an integer. */
export type JsonNode =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, JsonNode> }

/** Reads the JSON value at the start of a text; what follows is ignored, as Jackson's `readTree` does. Throws SyntaxError. */
export function parseJsonNode(text: string): JsonNode {
  return new JsonReader(text).value()
}

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): JsonNode {
    this.#skipBlanks()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return { kind: 'string', value: this.#string() }
      default:
        return this.#wordOrNumber()
    }
  }

  #wordOrNumber(): JsonNode {
    const word = /^(?:true|false|null)\b/.exec(this.#text.slice(this.#at, this.#at + 6))?.[0]
    if (word === undefined) return this.#number()
    this.#at += word.length
    return word === 'null' ? { kind: 'null' } : { kind: 'boolean', value: word === 'true' }
  }

  #skipBlanks(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at++
  }

  #take(char: string): boolean {
    this.#skipBlanks()
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw new SyntaxError(`Expected '${char}' at ${this.#at}`)
  }

  #array(): JsonNode {
    this.#at++
    const items: JsonNode[] = []
    if (this.#take(']')) return { kind: 'array', items }
    do items.push(this.value())
    while (this.#take(','))
    this.#expect(']')
    return { kind: 'array', items }
  }

  #object(): JsonNode {
    this.#at++
    const entries = new Map<string, JsonNode>()
    if (this.#take('}')) return { kind: 'object', entries }
    do {
      this.#skipBlanks()
      if (this.#text[this.#at] !== '"') throw new SyntaxError(`Expected a name at ${this.#at}`)
      const name = this.#string()
      this.#expect(':')
      entries.set(name, this.value())
    } while (this.#take(','))
    this.#expect('}')
    return { kind: 'object', entries }
  }

  #string(): string {
    const literal = /^"(?:[^"\\]|\\.)*"/s.exec(this.#text.slice(this.#at))?.[0]
    if (literal === undefined) throw new SyntaxError(`Unfinished text at ${this.#at}`)
    this.#at += literal.length
    return JSON.parse(literal) as string
  }

  #number(): JsonNode {
    const literal = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?(?![\w.])/.exec(this.#text.slice(this.#at))
    if (literal === null) throw new SyntaxError(`Unexpected character at ${this.#at}`)
    this.#at += literal[0].length
    const isInteger = literal[1] === undefined && literal[2] === undefined
    return isInteger ? { kind: 'integer', value: BigInt(literal[0]) } : { kind: 'float', value: Number(literal[0]) }
  }
}
