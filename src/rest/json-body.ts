import { isUtf8 } from 'node:buffer'
import { HttpError } from './http-error.ts'
import { lineAndColumn, openBracket, placeOfValue } from './json-place.ts'

const ENTITIES = 'org.apache.kafka.connect.runtime.rest.entities'
const TEXT_MAP = 'java.util.LinkedHashMap<java.lang.String,java.lang.String>'

export const entityName = (entity: string) => `${ENTITIES}.${entity}`

/** Jackson's note of a place. */
const source = (text: string, offset: number) => {
  const { line, column } = lineAndColumn(text, offset)
  return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`
}

/** A body that is not what the entity is: 500, as on a Java worker. `chain` names the fields down to the bad value. */
function jackson(message: string, text: string, offset: number, chain: readonly string[] = []): HttpError {
  const through = chain.length === 0 ? '' : ` (through reference chain: ${chain.join('->')})`
  return new HttpError(500, `${message}\n at ${source(text, offset)}${through}`)
}

/**
 * Parses a request body. A malformed one is a 500, as on a Java worker, with the place; the wording of the place is Jackson's, the reason V8's
 * where Jackson has many texts. An empty body is null.
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new HttpError(500, 'Invalid UTF-8 in the request body')
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch (error) {
    throw malformed(text, error instanceof SyntaxError ? error.message : String(error))
  }
}

function malformed(text: string, reason: string): HttpError {
  const position = /position (\d+)/.exec(reason)
  const offset = position ? Number(position[1]) : text.length
  const before = text.slice(0, offset)
  const found = text[offset]
  if (found === undefined) return truncated(text)
  const isFieldStart = /[{,]\s*$/.test(before)
  const expected = isFieldStart ? 'was expecting double-quote to start field name' : reason
  return jackson(`Unexpected character ('${found}' (code ${found.codePointAt(0)})): ${expected}`, text, offset)
}

function truncated(text: string): HttpError {
  const open = openBracket(text)
  if (open === undefined) return jackson('Unexpected end-of-input', text, text.length)
  const kind = text[open] === '{' ? 'Object' : 'Array'
  const start = `(start marker at ${source(text, open)})`
  return jackson(`Unexpected end-of-input: expected close marker for ${kind} ${start}`, text, text.length)
}

/** A body that `parseJson` took, with integers beyond 2^53 as bigint: a position or an id must not be rounded. */
export function exactIntegers(bytes: Buffer): unknown {
  const exact = (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context?.source ?? '')
      : value
  return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''), exact as (key: string, value: unknown) => unknown)
}

const tokenOf = (value: unknown) =>
  Array.isArray(value)
    ? 'Array value (token `JsonToken.START_ARRAY`)'
    : typeof value === 'object' && value !== null
      ? 'Object value (token `JsonToken.START_OBJECT`)'
      : typeof value === 'string'
        ? 'String value (token `JsonToken.VALUE_STRING`)'
        : typeof value === 'number'
          ? Number.isInteger(value)
            ? 'Integer value (token `JsonToken.VALUE_NUMBER_INT`)'
            : 'Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)'
          : typeof value === 'boolean'
            ? `Boolean value (token \`JsonToken.VALUE_${String(value).toUpperCase()}\`)`
            : 'Null value (token `JsonToken.VALUE_NULL`)'

/** Where in a body a value stands: the body as it came, and the fields down to the value with the Java types that hold them. */
export interface Place {
  readonly rawBody: Buffer
  readonly path?: readonly string[]
  readonly chain?: readonly string[]
}

const at = (message: string, { rawBody, path = [], chain = [] }: Place) => {
  const text = rawBody.toString('utf8')
  return jackson(message, text, placeOfValue(text, path), chain)
}

/** The refusal of a value of the wrong kind. */
export const wrongKind = (type: string, value: unknown, place: Place): HttpError =>
  at(`Cannot deserialize value of type \`${type}\` from ${tokenOf(value)}`, place)

/** An entity's fields; null when there is no body. Text and numbers are refused as by a bean that has no constructor for them. */
export function expectEntity(body: unknown, entity: string, place: Place): Record<string, unknown> | null {
  if (body === null || body === undefined) return null
  if (Array.isArray(body)) throw wrongKind(entityName(entity), body, place)
  if (typeof body === 'object') return body as Record<string, unknown>
  throw noCreator(entityName(entity), body as string | number | boolean, place)
}

function noCreator(type: string, body: string | number | boolean, place: Place): HttpError {
  const [parameter, value] =
    typeof body === 'string'
      ? ['String', `String value ('${body}')`]
      : typeof body === 'number'
        ? [Number.isInteger(body) ? 'int/Int' : 'double/Double', `Number value (${body})`]
        : ['boolean/Boolean', `boolean value (${String(body)})`]
  const none = `no ${parameter}-argument constructor/factory method to deserialize from ${value}`
  return at(`Cannot construct instance of \`${type}\` (although at least one Creator exists): ${none}`, place)
}

/** What a Java worker says of a body that is a map and is not there. */
export const isNullMap = (call: string, variable: string) =>
  new HttpError(500, `Cannot invoke "java.util.Map.${call}" because "${variable}" is null`)

/** A flat map of text; numbers become text as they are written, booleans too, null stays null. */
export function expectTextMap(body: unknown, place: Place): Record<string, string | null> | null {
  if (body === null || body === undefined) return null
  if (Array.isArray(body)) throw wrongKind(TEXT_MAP, body, place)
  if (typeof body !== 'object') throw noCreator('java.util.LinkedHashMap', body as string | number | boolean, place)
  const entries = Object.entries(body as Record<string, unknown>)
  const written = entries.some(([, value]) => typeof value === 'number') ? numbersAsWritten(place) : {}
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      typeof value === 'number' ? (written[key] ?? String(value)) : textOf(key, value, place),
    ]),
  )
}

/** Text of the numbers directly in the map at a place: 1.50 and integers beyond 2^53 keep their digits. */
function numbersAsWritten({ rawBody, path = [] }: Place): Readonly<Record<string, string>> {
  const asText = (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? value) : value
  let found: unknown = JSON.parse(
    rawBody.toString('utf8').replace(/^\ufeff/, ''),
    asText as (key: string, value: unknown) => unknown,
  )
  for (const field of path) found = (found as Record<string, unknown>)[field]
  return found as Record<string, string>
}

/** Text, or a number or boolean as text; null when absent. Anything else is refused. */
export function expectText(value: unknown, field: string, entity: string, { rawBody }: Place): string | null {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return String(value as string | number | boolean)
  throw wrongKind('java.lang.String', value, { rawBody, path: [field], chain: [`${entityName(entity)}["${field}"]`] })
}

function textOf(key: string, value: unknown, { rawBody, path = [], chain = [] }: Place): string | null {
  if (value === null) return null
  if (typeof value !== 'object') return String(value as string | number | boolean)
  const place = { rawBody, path: [...path, key], chain: [...chain, `java.util.LinkedHashMap["${key}"]`] }
  throw wrongKind('java.lang.String', value, place)
}

/** Refuses fields that the entity does not have, with Jackson's text; it has read the whole body by then. */
export function expectOnly(
  object: Record<string, unknown>,
  entity: string,
  known: readonly string[],
  { rawBody, chain = [] }: Place,
): void {
  const unknown = Object.keys(object).find((field) => !known.includes(field))
  if (unknown === undefined) return
  const list = known.map((name) => `"${name}"`).join(', ')
  const count = known.length === 1 ? 'one known property' : `${known.length} known properties`
  const message = `Unrecognized field "${unknown}" (class ${entityName(entity)}), not marked as ignorable (${count}: ${list})`
  const text = rawBody.toString('utf8')
  throw jackson(message, text, text.length, [...chain, `${entityName(entity)}["${unknown}"]`])
}

/** One of an enum's names in any case, or null. */
export function expectEnum<T extends string>(
  value: unknown,
  type: { readonly name: string; readonly values: readonly T[] },
  place: Place,
): T | null {
  if (value === null || value === undefined) return null
  const name = (typeof value === 'string' ? value : JSON.stringify(value)).toUpperCase()
  const found = type.values.find((each) => each === name)
  if (found !== undefined) return found
  const constant = `${type.name.replace('$', '.')}.${name}`
  throw at(`Cannot construct instance of \`${type.name}\`, problem: No enum constant ${constant}`, place)
}
