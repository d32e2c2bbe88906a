import type {
  ProtoEnum,
  ProtoField,
  ProtoFile,
  ProtoImport,
  ProtoLabel,
  ProtoMessage,
  ProtoOneof,
  ProtoOption,
  ProtoService,
} from './proto-file.ts'
import { ProtoParseError, type ProtoToken, tokenize } from './proto-tokens.ts'

/** Parses a .proto file (proto2 and proto3). Throws ProtoParseError with the line. */
export const parseProto = (text: string): ProtoFile => new ProtoParser(tokenize(text)).file()

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] }

class ProtoParser {
  readonly #tokens: readonly ProtoToken[]
  #next = 0

  constructor(tokens: readonly ProtoToken[]) {
    this.#tokens = tokens
  }

  file(): ProtoFile {
    const file: Open<ProtoFile> = {
      syntax: null,
      package: null,
      imports: [],
      options: [],
      messages: [],
      enums: [],
      services: [],
    }
    while (this.#peek() !== undefined) this.#statement(file)
    return file
  }

  #statement(file: Open<ProtoFile>): void {
    const keyword = this.#take()
    switch (keyword) {
      case ';':
        break
      case 'syntax':
      case 'edition':
        this.#expect('=')
        file.syntax = unquote(this.#take())
        this.#expect(';')
        break
      case 'package':
        file.package = this.#take()
        this.#expect(';')
        break
      case 'import':
        file.imports.push(this.#import())
        break
      case 'option':
        file.options.push(this.#optionStatement())
        break
      case 'message':
        file.messages.push(this.#message())
        break
      case 'enum':
        file.enums.push(this.#enum())
        break
      case 'service':
        file.services.push(this.#service())
        break
      case 'extend':
        this.#take()
        this.#block()
        break
      default:
        throw this.#unexpected(keyword)
    }
  }

  #import(): ProtoImport {
    const first = this.#take()
    const kind = first === 'public' || first === 'weak' ? first : null
    const path = unquote(kind === null ? first : this.#take())
    this.#expect(';')
    return { path, kind }
  }

  #message(): ProtoMessage {
    const message: Open<ProtoMessage> = {
      name: this.#take(),
      fields: [],
      oneofs: [],
      messages: [],
      enums: [],
      options: [],
      reserved: [],
      extensions: [],
    }
    this.#expect('{')
    while (!this.#takeIf('}')) this.#member(message)
    return message
  }

  #member(message: Open<ProtoMessage>): void {
    const start = this.#next
    const keyword = this.#take()
    const isDeclaration = this.#peekAt(1) === '{'
    if (keyword === ';') return
    if (keyword === 'message' && isDeclaration) message.messages.push(this.#message())
    else if (keyword === 'enum' && isDeclaration) message.enums.push(this.#enum())
    else if (keyword === 'oneof' && isDeclaration) message.oneofs.push(this.#oneof())
    else if (keyword === 'extend' && isDeclaration) this.#skipExtend()
    else if (keyword === 'option') message.options.push(this.#optionStatement())
    else if (keyword === 'reserved') message.reserved.push(this.#textUntil(';'))
    else if (keyword === 'extensions') message.extensions.push(this.#textUntil(';'))
    else {
      this.#next = start
      message.fields.push(this.#field())
    }
  }

  #skipExtend(): void {
    this.#take()
    this.#block()
  }

  #field(): ProtoField {
    const first = this.#peek()
    const isLabel = first === 'optional' || first === 'required' || first === 'repeated'
    const label = isLabel ? (this.#take() as ProtoLabel) : null
    const { type, mapKey } = this.#type()
    const name = this.#take()
    this.#expect('=')
    const number = this.#integer()
    const options = this.#bracketOptions()
    this.#expect(';')
    return { label, type, mapKey, name, number, options }
  }

  #type(): { type: string; mapKey: string | null } {
    const type = this.#take()
    if (type !== 'map' || !this.#takeIf('<')) return { type, mapKey: null }
    const mapKey = this.#take()
    this.#expect(',')
    const value = this.#take()
    this.#expect('>')
    return { type: value, mapKey }
  }

  #oneof(): ProtoOneof {
    const oneof: Open<ProtoOneof> = { name: this.#take(), fields: [], options: [] }
    this.#expect('{')
    while (!this.#takeIf('}')) {
      if (this.#takeIf(';')) continue
      if (this.#peek() === 'option') {
        this.#take()
        oneof.options.push(this.#optionStatement())
      } else oneof.fields.push(this.#field())
    }
    return oneof
  }

  #enum(): ProtoEnum {
    const declared: Open<ProtoEnum> = { name: this.#take(), values: [], options: [], reserved: [] }
    this.#expect('{')
    while (!this.#takeIf('}')) {
      const first = this.#take()
      if (first === ';') continue
      if (first === 'option' && this.#peekAt(1) === '=') declared.options.push(this.#optionStatement())
      else if (first === 'reserved' && this.#peek() !== '=') declared.reserved.push(this.#textUntil(';'))
      else {
        this.#expect('=')
        const number = this.#integer()
        declared.values.push({ name: first, number, options: this.#bracketOptions() })
        this.#expect(';')
      }
    }
    return declared
  }

  #service(): ProtoService {
    const name = this.#take()
    return { name, body: this.#block() }
  }

  #optionStatement(): ProtoOption {
    const option = this.#option()
    this.#expect(';')
    return option
  }

  #option(): ProtoOption {
    let name = ''
    while (this.#peek() !== '=') name += this.#take()
    this.#expect('=')
    return { name, value: this.#optionValue() }
  }

  #optionValue(): string {
    if (this.#peek() === '{') return `{${this.#block()}}`
    let value = this.#take()
    if (value === '-' || value === '+') value += this.#take()
    while (/^["']/.test(value) && /^["']/.test(this.#peek() ?? ''))
      value = JSON.stringify(unquote(value) + unquote(this.#take()))
    return value
  }

  #bracketOptions(): readonly ProtoOption[] {
    if (!this.#takeIf('[')) return []
    const options = [this.#option()]
    while (this.#takeIf(',')) options.push(this.#option())
    this.#expect(']')
    return options
  }

  /** The text between braces, tokens parted by blanks. */
  #block(): string {
    this.#expect('{')
    const parts: string[] = []
    for (let depth = 1; ; ) {
      const token = this.#take()
      if (token === '{') depth++
      if (token === '}' && --depth === 0) return parts.join(' ')
      parts.push(token)
    }
  }

  #textUntil(end: string): string {
    const parts: string[] = []
    while (!this.#takeIf(end)) parts.push(this.#take())
    return parts.join(' ').replace(/ ,/g, ',')
  }

  #integer(): number {
    const text = this.#take()
    const value = text === '-' ? -Number(this.#take()) : Number(text)
    if (!Number.isInteger(value)) throw this.#unexpected(text)
    return value
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.text
  }

  #peekAt(offset: number): string | undefined {
    return this.#tokens[this.#next + offset]?.text
  }

  #take(): string {
    const token = this.#tokens[this.#next++]
    if (token === undefined) throw new ProtoParseError('Syntax error: unexpected end of file')
    return token.text
  }

  #takeIf(text: string): boolean {
    if (this.#peek() !== text) return false
    this.#next++
    return true
  }

  #expect(text: string): void {
    const found = this.#take()
    if (found !== text) throw this.#unexpected(found, text)
  }

  #unexpected(found: string, expected?: string): ProtoParseError {
    const line = this.#tokens[this.#next - 1]?.line ?? 0
    const wanted = expected === undefined ? '' : `, expected '${expected}'`
    return new ProtoParseError(`Syntax error in line ${line}: unexpected '${found}'${wanted}`)
  }
}

const unquote = (text: string): string =>
  text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char)
