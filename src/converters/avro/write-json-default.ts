import { DataException } from '../../errors/index.ts'
import { type AvroSchema, isRecord, isValidDefault } from '../../schemas/avro/index.ts'
import { isJsonObject, JsonNumber, type JsonValue } from '../../schemas/json/json-text.ts'
import { AvroOutput } from './avro-output.ts'

/** Code that writes the default of a field that the data does not have; the bytes are made once. */
export function writeJsonDefault(schema: AvroSchema, value: JsonValue): (output: AvroOutput) => void {
  const scratch = new AvroOutput(64)
  writeJson(scratch, schema, value)
  const bytes = scratch.take()
  return (output) => output.raw(bytes)
}

function writeJson(output: AvroOutput, schema: AvroSchema, value: JsonValue): void {
  if (schema.type === 'union') {
    const index = schema.types.findIndex((member) => isValidDefault(member, value))
    if (index < 0) throw new DataException('A default fits no member of its union')
    output.int(index)
    writeJson(output, schema.types[index]!, value)
    return
  }
  if (!isValidDefault(schema, value)) throw new DataException(`A default does not fit its type ${schema.type}`)
  if (isRecord(schema)) {
    const object = value as { readonly [name: string]: JsonValue }
    for (const field of schema.fields) writeJson(output, field.schema, object[field.name] ?? field.default ?? null)
  } else if (schema.type === 'array') writeItems(output, value as readonly JsonValue[], schema.items)
  else if (schema.type === 'map' && isJsonObject(value)) writeMap(output, value, schema.values)
  else writeScalar(output, schema, value)
}

function writeItems(output: AvroOutput, items: readonly JsonValue[], schema: AvroSchema): void {
  if (items.length > 0) output.int(items.length)
  for (const item of items) writeJson(output, schema, item)
  output.byte(0)
}

function writeMap(output: AvroOutput, members: { readonly [key: string]: JsonValue }, schema: AvroSchema): void {
  const entries = Object.entries(members)
  if (entries.length > 0) output.int(entries.length)
  for (const [key, item] of entries) {
    output.string(key)
    writeJson(output, schema, item)
  }
  output.byte(0)
}

function writeScalar(output: AvroOutput, schema: AvroSchema, value: JsonValue): void {
  switch (schema.type) {
    case 'boolean':
      output.byte(value === true ? 1 : 0)
      break
    case 'int':
      output.int(Number(value))
      break
    case 'long':
      output.bigLong(BigInt(value instanceof JsonNumber ? value.text : (value as number)))
      break
    case 'float':
      output.float(Number(value))
      break
    case 'double':
      output.double(Number(value))
      break
    case 'string':
      output.string(value as string)
      break
    case 'bytes':
      output.bytes(Buffer.from(value as string, 'latin1'))
      break
    case 'fixed':
      output.raw(Buffer.from(value as string, 'latin1'))
      break
    case 'enum':
      output.int(schema.symbols.indexOf(value as string))
      break
    default:
  }
}
