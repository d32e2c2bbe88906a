import {
  type AvroEnum,
  type AvroFixed,
  type AvroRecord,
  type AvroSchema,
  fullNameOf,
  isNamed,
  isRecord,
} from './avro-schema.ts'

type AvroIncompatibilityType =
  | 'NAME_MISMATCH'
  | 'FIXED_SIZE_MISMATCH'
  | 'MISSING_ENUM_SYMBOLS'
  | 'READER_FIELD_MISSING_DEFAULT_VALUE'
  | 'TYPE_MISMATCH'
  | 'MISSING_UNION_BRANCH'

/** Why data of one schema cannot be read with another; `path` is a JSON pointer into the reader. */
export interface AvroIncompatibility {
  readonly type: AvroIncompatibilityType
  readonly path: string
  readonly message: string
}

/** Why a reader with `reader` cannot read what was written with `writer`; empty = it can. The rules of Avro's schema resolution. */
export const avroIncompatibilities = (reader: AvroSchema, writer: AvroSchema): readonly AvroIncompatibility[] =>
  new Comparison().compare(reader, writer, '/')

const promotions: Readonly<Record<string, ReadonlySet<string>>> = {
  long: new Set(['int']),
  float: new Set(['int', 'long']),
  double: new Set(['int', 'long', 'float']),
  bytes: new Set(['string']),
  string: new Set(['bytes']),
}

class Comparison {
  /** Pairs under comparison: a recursive pair is taken to fit. */
  readonly #open = new Map<AvroSchema, Set<AvroSchema>>()

  compare(reader: AvroSchema, writer: AvroSchema, path: string): readonly AvroIncompatibility[] {
    if (writer.type === 'union') return this.#writerUnion(reader, writer.types, path)
    if (reader.type === 'union') return this.#readerUnion(reader.types, writer, path)
    if (isRecord(reader) && isRecord(writer)) return this.#records(reader, writer, path)
    if (reader.type !== writer.type) {
      if (promotions[reader.type]?.has(writer.type)) return []
      return [typeMismatch(reader, writer, path)]
    }
    switch (reader.type) {
      case 'array':
        return this.compare(reader.items, (writer as typeof reader).items, join(path, 'items'))
      case 'map':
        return this.compare(reader.values, (writer as typeof reader).values, join(path, 'values'))
      case 'enum':
        return [...sameName(reader, writer as AvroEnum, path), ...symbols(reader, writer as AvroEnum, path)]
      case 'fixed':
        return [...sameName(reader, writer as AvroFixed, path), ...sizes(reader, writer as AvroFixed, path)]
      default:
        return []
    }
  }

  /** Every branch that may have been written must be readable. */
  #writerUnion(reader: AvroSchema, types: readonly AvroSchema[], path: string): readonly AvroIncompatibility[] {
    return types.flatMap((branch, index) => {
      const problems = this.compare(reader, branch, path)
      if (problems.length === 0) return []
      return reader.type === 'union' ? [missingBranch(reader.types, branch, join(path, String(index)))] : problems
    })
  }

  #readerUnion(types: readonly AvroSchema[], writer: AvroSchema, path: string): readonly AvroIncompatibility[] {
    for (const branch of types) if (this.compare(branch, writer, path).length === 0) return []
    return [missingBranch(types, writer, path)]
  }

  #records(reader: AvroRecord, writer: AvroRecord, path: string): readonly AvroIncompatibility[] {
    const open = this.#open.get(reader) ?? new Set<AvroSchema>()
    if (open.has(writer)) return []
    open.add(writer)
    this.#open.set(reader, open)
    const byName = new Map(writer.fields.map((field) => [field.name, field]))
    const found = reader.fields.flatMap((field, index) => {
      const at = join(join(path, 'fields'), String(index))
      const written = [field.name, ...field.aliases]
        .map((name) => byName.get(name))
        .find((match) => match !== undefined)
      if (written !== undefined) return this.compare(field.schema, written.schema, join(at, 'type'))
      if (field.default !== undefined || (field.schema.type === 'enum' && field.schema.default !== null)) return []
      return [problem('READER_FIELD_MISSING_DEFAULT_VALUE', at, field.name)]
    })
    return [...sameName(reader, writer, path), ...found]
  }
}

const join = (path: string, part: string) => (path === '/' ? `/${part}` : `${path}/${part}`)

const problem = (type: AvroIncompatibilityType, path: string, message: string): AvroIncompatibility => ({
  type,
  path,
  message,
})

const typeMismatch = (reader: AvroSchema, writer: AvroSchema, path: string) =>
  problem(
    'TYPE_MISMATCH',
    path,
    `reader type: ${reader.type.toUpperCase()} not compatible with writer type: ${writer.type.toUpperCase()}`,
  )

const missingBranch = (types: readonly AvroSchema[], writer: AvroSchema, path: string) =>
  problem(
    'MISSING_UNION_BRANCH',
    path,
    `reader union lacking writer type: ${isRecord(writer) ? 'RECORD' : writer.type.toUpperCase()}${types.length === 0 ? ' (empty union)' : ''}`,
  )

/** Names are compared without namespace; an alias of the reader counts. */
function sameName(reader: AvroSchema, writer: AvroSchema, path: string): readonly AvroIncompatibility[] {
  if (!isNamed(reader) || !isNamed(writer)) return []
  if (reader.name === writer.name || reader.aliases.includes(fullNameOf(writer))) return []
  return [problem('NAME_MISMATCH', join(path, 'name'), `expected: ${fullNameOf(writer)}`)]
}

function symbols(reader: AvroEnum, writer: AvroEnum, path: string): readonly AvroIncompatibility[] {
  const missing = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol))
  if (missing.length === 0 || reader.default !== null) return []
  return [problem('MISSING_ENUM_SYMBOLS', join(path, 'symbols'), `[${missing.join(', ')}]`)]
}

function sizes(reader: AvroFixed, writer: AvroFixed, path: string): readonly AvroIncompatibility[] {
  if (reader.size === writer.size) return []
  return [problem('FIXED_SIZE_MISMATCH', join(path, 'size'), `expected: ${writer.size}, found: ${reader.size}`)]
}
