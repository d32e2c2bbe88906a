import type { ConnectRecord, Schema, SchemaType, Struct } from '../../data/index.ts'
import { ConfigException, ConnectException, DataException } from '../../errors/index.ts'
import { JavaPattern, javaSplit } from '../../java/index.ts'

/** Whether the value's schema is the one of a Debezium change event. */
export const isEnvelope = (record: ConnectRecord): boolean =>
  record.valueSchema !== null && isEnvelopeSchema(record.valueSchema)

export const isEnvelopeSchema = (schema: Schema): boolean => schema.name?.endsWith('.Envelope') ?? false

/** `Struct.getString`, `getStruct` ...: the stored value of a field that must be of a type. Throws DataException. */
export function typedField(struct: Struct, name: string, type: SchemaType): unknown {
  const field = struct.schema.field(name)
  if (field === null) throw new DataException(`${name} is not a valid field name`)
  if (field.schema.type !== type) throw new DataException(`Field '${name}' is not of type ${type.toUpperCase()}`)
  return struct.values[field.index] ?? null
}

/**
 * Debezium's own view of a configuration: raw texts with its own checks, whose messages differ from ConfigDef's. An SMT of Debezium
 * declares lenient ConfigDef keys and reads its settings here.
 */
export class DebeziumSettings {
  readonly #props: Readonly<Record<string, unknown>>
  readonly #problems: { readonly name: string; readonly message: string }[] = []

  constructor(props: Readonly<Record<string, unknown>>) {
    this.#props = props
  }

  get problems(): readonly { readonly name: string; readonly message: string }[] {
    return this.#problems
  }

  text(name: string, standard: string): string
  text(name: string, standard: null): string | null
  text(name: string, standard: string | null): string | null {
    const value = this.#props[name]
    return value === undefined || value === null ? standard : String(value)
  }

  flag(name: string, standard: boolean): boolean {
    const text = this.text(name, null)?.toLowerCase()
    return text === 'true' ? true : text === 'false' ? false : standard
  }

  /** Comma-separated, without the blanks around the parts; an empty text is a list of one empty part. */
  list(name: string): string[] {
    const text = this.text(name, null)
    return text === null ? [] : javaSplit(text, ',').map((part) => part.trim())
  }

  /** A list whose parts hold neither nothing nor, when `mayHaveSpaces` is false, a space. */
  names(name: string, mayHaveSpaces = true): string[] {
    const list = this.list(name)
    if (!mayHaveSpaces && list.some((part) => part.includes(' ')))
      this.#problem(name, 'Element(s) containing space not permitted')
    if (list.includes('')) this.#problem(name, 'Empty string element(s) not permitted')
    return list
  }

  /** One of a few words, in any case. */
  choice<T extends string>(name: string, values: readonly T[], standard: T): T {
    const text = this.text(name, standard).trim().toLowerCase()
    const found = values.find((value) => value === text)
    if (found === undefined) this.#problem(name, `Value must be one of ${values.join(', ')}`)
    return found ?? standard
  }

  required(name: string): string {
    const text = this.text(name, '')
    if (text.trim() === '') this.#problem(name, 'A value is required')
    return text
  }

  /** Null when absent. */
  regex(name: string, standard: string | null = null): JavaPattern | null {
    const text = this.text(name, null) ?? standard
    if (text === null) return null
    try {
      return JavaPattern.compile(text)
    } catch (error) {
      this.#problem(name, `A valid regular expressions is expected, but ${(error as Error).message}`)
      return null
    }
  }

  #problem(name: string, message: string): void {
    this.#problems.push({ name, message })
  }

  report(name: string, message: string): void {
    this.#problem(name, message)
  }

  /** Throws the first problem as a ConfigException, in the form of `SmtManager.validate`. */
  refuseFirstProblem(): void {
    const [problem] = this.#problems
    if (problem === undefined) return
    const value = this.text(problem.name, null)
    throw new ConfigException(
      `Invalid value ${value} for configuration ${problem.name}: The '${problem.name}' value is invalid: ${problem.message}`,
    )
  }

  /** Throws what SMTs throw that log their problems. */
  refuseProblems(): void {
    if (this.#problems.length > 0) throw new ConnectException('Unable to validate config.')
  }
}

/** How the `.adjustment.mode` settings make names that Avro accepts. */
export type NameAdjustment = 'none' | 'avro' | 'avro_unicode'

/** Adjusts a dotted schema name: letters, digits, `_`, `.` and `$` are kept, the rest becomes `_` or `_uXXXX`. */
export function adjustName(name: string, mode: NameAdjustment): string {
  if (mode === 'none' || name === '') return name
  const isUnicode = mode === 'avro_unicode'
  const replaced = (char: string) => (isUnicode ? `_u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : '_')
  const rest = [...name.slice(1)].map((char) => (keeps(char, isUnicode, false) ? char : replaced(char))).join('')
  const first = name[0]!
  if (keeps(first, isUnicode, true)) return first + rest
  return replaced(first) + (!isUnicode && /\d/.test(first) ? first : '') + rest
}

const keeps = (char: string, isUnicode: boolean, isFirst: boolean): boolean => {
  if (isUnicode && char === '_') return false
  return isFirst ? /[A-Za-z_]/.test(char) : /[A-Za-z0-9_.$]/.test(char)
}
