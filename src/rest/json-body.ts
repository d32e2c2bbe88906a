import { HttpError } from './http-error.ts'

const SOURCE = ' at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: '
const ENTITIES = 'org.apache.kafka.connect.runtime.rest.entities'

const jackson = (message: string, line = 1, column = 1) =>
  new HttpError(500, `${message}\n${SOURCE}${line}, column: ${column}]`)

/**
 * Parses a request body. A malformed one is a 500, as on a Java worker, with the place; the wording of the place is Jackson's, the reason V8's
 * where Jackson has many texts. An empty body is null.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
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
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  const found = text[offset]
  if (found === undefined) return jackson('Unexpected end-of-input', line, column)
  const isFieldStart = /[{,]\s*$/.test(before)
  const expected = isFieldStart ? 'was expecting double-quote to start field name' : reason
  return jackson(`Unexpected character ('${found}' (code ${found.codePointAt(0)})): ${expected}`, line, column)
}

const kindOf = (value: unknown) =>
  value === null || value === undefined
    ? 'Null value (token `JsonToken.VALUE_NULL`)'
    : typeof value === 'object' && !Array.isArray(value)
      ? 'Object value (token `JsonToken.START_OBJECT`)'
      : Array.isArray(value)
        ? 'Array value (token `JsonToken.START_ARRAY`)'
        : typeof value === 'string'
          ? 'String value (token `JsonToken.VALUE_STRING`)'
          : typeof value === 'number'
            ? `${Number.isInteger(value) ? 'Integer' : 'Floating-point'} value (token \`JsonToken.VALUE_NUMBER_${Number.isInteger(value) ? 'INT' : 'FLOAT'}\`)`
            : 'Boolean value (token `JsonToken.VALUE_TRUE`)'

export function expectObject(body: unknown, type: string): Record<string, unknown> | null {
  if (body === null || body === undefined) return null
  if (typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>
  throw jacksonKind(type, body)
}

/** The refusal of a body that is of the wrong kind. */
export const jacksonKind = (type: string, body: unknown): HttpError =>
  jackson(`Cannot deserialize value of type \`${type}\` from ${kindOf(body)}`)

/** A flat map of text; numbers and booleans become text as Jackson makes them, null stays null. */
export function expectTextMap(
  body: unknown,
  type = 'java.util.LinkedHashMap<java.lang.String,java.lang.String>',
): Record<string, string | null> | null {
  const object = expectObject(body, type)
  if (object === null) return null
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, textOf(key, value)]))
}

function textOf(key: string, value: unknown): string | null {
  if (value === null) return null
  if (typeof value === 'object') {
    const token = Array.isArray(value)
      ? 'Array value (token `JsonToken.START_ARRAY`)'
      : 'Object value (token `JsonToken.START_OBJECT`)'
    const place = `${SOURCE}1, column: 1] (through reference chain: java.util.LinkedHashMap["${key}"])`
    throw new HttpError(500, `Cannot deserialize value of type \`java.lang.String\` from ${token}\n${place}`)
  }
  return String(value)
}

/** Refuses fields that the entity does not have, with Jackson's text. */
export function expectOnly(
  object: Record<string, unknown>,
  entity: string,
  known: readonly string[],
  bodyLength = 0,
): void {
  for (const field of Object.keys(object)) {
    if (known.includes(field)) continue
    const list = known.map((name) => `"${name}"`).join(', ')
    const message = `Unrecognized field "${field}" (class ${ENTITIES}.${entity}), not marked as ignorable (${known.length} known properties: ${list})`
    throw new HttpError(
      500,
      `${message}\n${SOURCE}1, column: ${bodyLength + 1}] (through reference chain: ${ENTITIES}.${entity}["${field}"])`,
    )
  }
}

export const entityName = (entity: string) => `${ENTITIES}.${entity}`
