import { AvroOutput } from '../../../src/converters/avro/avro-output.ts'
import { type AvroSchema, fullNameOf, isRecord } from '../../../src/schemas/avro/index.ts'

/** Avro's JSON encoding (members of unions are tagged, bytes are latin1 texts) as binary. For test inputs. */
export function avroJsonToBinary(schema: AvroSchema, json: unknown): Buffer {
  const output = new AvroOutput()
  write(output, schema, json)
  return output.take()
}

function write(output: AvroOutput, schema: AvroSchema, json: unknown): void {
  switch (schema.type) {
    case 'null':
      break
    case 'boolean':
      output.byte(json === true ? 1 : 0)
      break
    case 'int':
      output.int(json as number)
      break
    case 'long':
      output.bigLong(BigInt(json as number))
      break
    case 'float':
      output.float(Number(json))
      break
    case 'double':
      output.double(Number(json))
      break
    case 'string':
      output.string(json as string)
      break
    case 'bytes':
      output.bytes(Buffer.from(json as string, 'latin1'))
      break
    case 'fixed':
      output.raw(Buffer.from(json as string, 'latin1'))
      break
    case 'enum':
      output.int(schema.symbols.indexOf(json as string))
      break
    case 'array':
      block(output, json as unknown[], (item) => write(output, schema.items, item))
      break
    case 'map':
      block(output, Object.entries(json as object), ([key, item]) => {
        output.string(key)
        write(output, schema.values, item)
      })
      break
    case 'union': {
      const [tag, value] = json === null ? ['null', null] : Object.entries(json as object)[0]!
      const index = schema.types.findIndex((member) => fullNameOf(member) === tag)
      if (index < 0) throw new Error(`no member ${tag}`)
      output.int(index)
      write(output, schema.types[index]!, value)
      break
    }
    default:
      if (isRecord(schema))
        for (const field of schema.fields) write(output, field.schema, (json as Record<string, unknown>)[field.name])
  }
}

function block<T>(output: AvroOutput, items: readonly T[], each: (item: T) => void): void {
  if (items.length > 0) output.int(items.length)
  items.forEach(each)
  output.byte(0)
}
