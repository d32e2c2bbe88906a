import { DataException, isDataException } from '../../errors/index.ts'
import { digitOf, javaTrim, parseFloat32, SimpleDateFormat } from '../../java/index.ts'
import { BigDecimal } from '../decimal.ts'
import { readDecimal } from '../decimal-parse.ts'
import { schemaEquals } from '../equals.ts'
import { javaDate } from '../java-date.ts'
import { Float32, Int8, Int16, Int32, toDouble, toLong } from '../java-number.ts'
import { DateSchema, decimalSchema, TimeSchema, TimestampSchema } from '../logical.ts'
import { ConnectSchema, type Schema, Schemas } from '../schema.ts'
import { unboxed } from './boxed.ts'
import { convertElement } from './convert.ts'
import { Tokenizer } from './tokenizer.ts'

/** A parsed value and its schema; both null for the text `null`. */
export interface ParsedValue {
  readonly schema: Schema | null
  readonly value: unknown
}

const NULL: ParsedValue = { schema: null, value: null }

/**
 * `Values.parseString`: the value that a text means, of the smallest type that holds it: null, booleans, numbers, ISO dates, times and
 * timestamps, JSON-like arrays and maps; everything else is a string. Never fails.
 */
export function parseString(text: string | null): ParsedValue {
  if (text === null) return NULL
  if (text === '') return { schema: Schemas.STRING, value: '' }
  const parsed = new ValueParser(text).parse(false) ?? NULL
  return { schema: parsed.schema, value: unboxed(parsed.value, parsed.schema) }
}

const isBlank = (text: string) => javaTrim(text) === ''

class ValueParser {
  readonly #tokens: Tokenizer

  constructor(text: string) {
    this.#tokens = new Tokenizer(text)
  }

  /** Numbers come boxed. Null = the literal null. Throws DataException only when embedded. */
  parse(isEmbedded: boolean): ParsedValue | null {
    const tokens = this.#tokens
    if (!tokens.hasNext) return null
    if (isEmbedded && tokens.canConsume('"')) return this.#quoted()
    if (this.#isLiteral('null', isEmbedded)) return null
    if (this.#isLiteral('true', isEmbedded)) return { schema: Schemas.BOOLEAN, value: true }
    if (this.#isLiteral('false', isEmbedded)) return { schema: Schemas.BOOLEAN, value: false }
    const start = tokens.mark()
    try {
      if (tokens.canConsume('[')) return this.#array()
      if (tokens.canConsume('{')) return this.#map()
    } catch (error) {
      if (!isDataException(error)) throw error
      tokens.rewindTo(start)
    }
    const token = tokens.next()
    if (isBlank(token)) return { schema: Schemas.STRING, value: token }
    return this.#plain(javaTrim(token), isEmbedded)
  }

  #isLiteral(literal: string, isEmbedded: boolean): boolean {
    const start = this.#tokens.mark()
    if (this.#tokens.canConsume(literal) && (isEmbedded || !this.#tokens.hasNext)) return true
    this.#tokens.rewindTo(start)
    return false
  }

  #plain(token: string, isEmbedded: boolean): ParsedValue {
    const startsWithDigit = digitOf(token.charCodeAt(0)) >= 0
    if (startsWithDigit) {
      const temporal = this.#temporalOfTokens(token)
      if (temporal !== null) return temporal
    }
    if (startsWithDigit || token[0] === '+' || token[0] === '-') {
      const number = parseNumber(token)
      if (number !== null) return number
    }
    if (isEmbedded) throw new DataException('Failed to parse embedded value')
    return { schema: Schemas.STRING, value: this.#tokens.original }
  }

  /** A time has colons, which are tokens of their own. */
  #temporalOfTokens(token: string): ParsedValue | null {
    const start = this.#tokens.mark()
    const rest = this.#tokens.nextTokens(4)
    const temporal = rest === null ? null : parseTemporal(token + rest)
    if (temporal !== null) return temporal
    this.#tokens.rewindTo(start)
    return parseTemporal(token)
  }

  #quoted(): ParsedValue {
    let content = ''
    while (this.#tokens.hasNext && !this.#tokens.canConsume('"')) content += this.#tokens.next()
    return parseTemporal(content) ?? { schema: Schemas.STRING, value: content }
  }

  #array(): ParsedValue {
    const tokens = this.#tokens
    const items: unknown[] = []
    const element = new CommonSchema()
    while (tokens.hasNext) {
      if (tokens.canConsume(']')) {
        const schema = new ConnectSchema({ type: 'array', valueSchema: element.schema })
        return { schema, value: items.map((item) => aligned(item, element.schema)) }
      }
      if (tokens.canConsume(',')) throw new DataException(`Unable to parse an empty array element: ${tokens.original}`)
      const item = this.parse(true)
      element.add(item)
      items.push(item?.value ?? null)
      const position = tokens.mark()
      if (tokens.canConsume(']')) tokens.rewindTo(position)
      else if (!tokens.canConsume(',')) throw new DataException("Array elements missing ',' delimiter")
    }
    throw new DataException(`Array is missing terminating ']': ${tokens.original}`)
  }

  #map(): ParsedValue {
    const tokens = this.#tokens
    const entries: [unknown, unknown][] = []
    const keys = new CommonSchema()
    const values = new CommonSchema()
    while (tokens.hasNext) {
      if (tokens.canConsume('}')) return mapOf(entries, keys.schema, values.schema)
      if (tokens.canConsume(','))
        throw new DataException(`Unable to parse a map entry with no key or value: ${tokens.original}`)
      const key = this.parse(true)
      if (key === null || key.value === null)
        throw new DataException(`Map entry may not have a null key: ${tokens.original}`)
      if (!tokens.canConsume(':'))
        throw new DataException(`Map entry is missing ':' at ${tokens.position} in ${tokens.original}`)
      const value = this.parse(true)
      entries.push([key.value, value?.value ?? null])
      tokens.canConsume(',')
      keys.add(key)
      values.add(value)
    }
    throw new DataException(`Map is missing terminating '}': ${tokens.original}`)
  }
}

const aligned = (value: unknown, schema: Schema | null) => (schema === null ? value : convertElement(schema, value))

/** Without a common key schema nothing is aligned; without a common value schema only keys are. */
function mapOf(entries: [unknown, unknown][], key: Schema | null, value: Schema | null): ParsedValue {
  const valueSchema = key === null ? null : value
  const schema = new ConnectSchema({ type: 'map', keySchema: key, valueSchema })
  const map = new Map(
    distinct(distinct(entries).map(([k, v]): [unknown, unknown] => [aligned(k, key), aligned(v, valueSchema)])),
  )
  return { schema, value: map }
}

/** As in a map: of equal keys the first stays with the last value. Boxed keys are objects, so they are told apart by type and text. */
function distinct(entries: readonly [unknown, unknown][]): [unknown, unknown][] {
  const byIdentity = new Map<string, [unknown, unknown]>()
  for (const [key, value] of entries) {
    const identity = `${typeof key === 'object' ? key?.constructor.name : typeof key} ${String(key)}`
    byIdentity.set(identity, [byIdentity.get(identity)?.[0] ?? key, value])
  }
  return [...byIdentity.values()]
}

const widths = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64']

/** The narrowest schema that all elements fit; null once two do not go together. */
class CommonSchema {
  #schema: Schema | null = null
  #isCompatible = true

  get schema(): Schema | null {
    return this.#schema
  }

  add(item: ParsedValue | null): void {
    if (item === null || item.schema === null || !this.#isCompatible) return
    this.#schema = this.#schema === null ? item.schema : merged(this.#schema, item.schema)
    this.#isCompatible = this.#schema !== null
  }
}

function merged(previous: Schema, next: Schema): Schema | null {
  if (previous.type !== next.type) {
    const before = widths.indexOf(previous.type)
    const after = widths.indexOf(next.type)
    if (before < 0 || after < 0) return null
    return after > before ? next : previous
  }
  if (previous.isOptional === next.isOptional) return previous.isOptional ? previous : next
  return schemaEquals(previous, next) ? previous : null
}

/** `new BigDecimal` and then the smallest type: integers by size, float32 before float64, decimals beyond. null: not a number. */
function parseNumber(token: string): ParsedValue | null {
  const parts = readDecimal(token)
  if (typeof parts === 'string') return null
  const decimal = new BigDecimal(parts.unscaled, parts.scale)
  const whole = wholeNumber(decimal)
  if (whole !== null) return whole
  const text = decimal.toString()
  if (decimal.scale !== 0) {
    const float = parseFloat32(text)
    if (Number.isFinite(float)) return { schema: Schemas.FLOAT32, value: new Float32(float) }
    const double = Number(text)
    if (Number.isFinite(double)) return { schema: Schemas.FLOAT64, value: toDouble(double) }
  }
  return { schema: decimalSchema(decimal.scale), value: decimal }
}

function wholeNumber(decimal: BigDecimal): ParsedValue | null {
  const digits = (decimal.unscaled < 0n ? -decimal.unscaled : decimal.unscaled).toString()
  if (decimal.unscaled === 0n) return { schema: Schemas.INT8, value: new Int8(0) }
  const magnitude = digits.length - decimal.scale
  if (magnitude > 20 || magnitude < 1) return null
  if (decimal.scale > 0 && !/^0*$/.test(digits.slice(-decimal.scale))) return null
  const power = 10n ** BigInt(Math.abs(decimal.scale))
  const whole = decimal.scale > 0 ? decimal.unscaled / power : decimal.unscaled * power
  if (BigInt.asIntN(64, whole) !== whole) return null
  if (BigInt.asIntN(8, whole) === whole) return { schema: Schemas.INT8, value: new Int8(Number(whole)) }
  if (BigInt.asIntN(16, whole) === whole) return { schema: Schemas.INT16, value: new Int16(Number(whole)) }
  if (BigInt.asIntN(32, whole) === whole) return { schema: Schemas.INT32, value: new Int32(Number(whole)) }
  return { schema: Schemas.INT64, value: toLong(whole) }
}

const temporalForms = new Map([
  [13, { schema: TimeSchema, format: new SimpleDateFormat("HH:mm:ss.SSS'Z'") }],
  [24, { schema: TimestampSchema, format: new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'") }],
  [10, { schema: DateSchema, format: new SimpleDateFormat('yyyy-MM-dd') }],
])

/** ISO dates, times and timestamps, told apart by their length; lenient inside. */
function parseTemporal(token: string): ParsedValue | null {
  const text = token.replaceAll('\\:', ':')
  const form = temporalForms.get(text.length)
  const parsed = form?.format.parsePrefix(text)
  return form && parsed ? { schema: form.schema, value: javaDate(parsed.millis) } : null
}
