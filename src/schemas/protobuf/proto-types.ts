import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage } from './proto-file.ts'
import { ProtoParseError } from './proto-tokens.ts'

/** A message with its full name; `scope` of its fields is its own name. */
export interface MessageType {
  readonly kind: 'message'
  readonly fullName: string
  readonly message: ProtoMessage
  readonly syntax: string | null
}

export interface EnumType {
  readonly kind: 'enum'
  readonly fullName: string
  readonly declared: ProtoEnum
}

export type ProtoType = MessageType | EnumType

export const scalarTypes: ReadonlySet<string> = new Set([
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
])

/** All types of some files by full name, and how names in them are resolved. */
export class ProtoTypes {
  readonly #types = new Map<string, ProtoType>()

  constructor(files: Iterable<ProtoFile>) {
    for (const file of files) this.#add(file.package ?? '', file, file.syntax)
  }

  #add(scope: string, within: Pick<ProtoMessage, 'messages' | 'enums'>, syntax: string | null): void {
    for (const message of within.messages) {
      const fullName = join(scope, message.name)
      this.#types.set(fullName, { kind: 'message', fullName, message, syntax })
      this.#add(fullName, message, syntax)
    }
    for (const declared of within.enums) {
      const fullName = join(scope, declared.name)
      this.#types.set(fullName, { kind: 'enum', fullName, declared })
    }
  }

  get(fullName: string): ProtoType | undefined {
    return this.#types.get(fullName)
  }

  /** The type that `name` means within `scope` (a full name): the innermost that fits. undefined = unknown. */
  resolve(name: string, scope: string): ProtoType | undefined {
    if (name.startsWith('.')) return this.#types.get(name.slice(1))
    for (let at = scope; ; at = at.slice(0, Math.max(at.lastIndexOf('.'), 0))) {
      const found = this.#types.get(join(at, name))
      if (found !== undefined || at === '') return found
    }
  }

  /** Throws ProtoParseError for a field type that nothing defines. */
  assertResolved(file: ProtoFile): void {
    const visit = (scope: string, messages: readonly ProtoMessage[]): void => {
      for (const message of messages) {
        const fullName = join(scope, message.name)
        for (const field of allFields(message))
          if (!scalarTypes.has(field.type) && this.resolve(field.type, fullName) === undefined)
            throw new ProtoParseError(`Field ${fullName}.${field.name}: unknown type ${field.type}`)
        assertNumbers(fullName, allFields(message))
        visit(fullName, message.messages)
      }
    }
    visit(file.package ?? '', file.messages)
  }
}

export const allFields = (message: ProtoMessage): readonly ProtoField[] => [
  ...message.fields,
  ...message.oneofs.flatMap((oneof) => oneof.fields),
]

function assertNumbers(fullName: string, fields: readonly ProtoField[]): void {
  const seen = new Map<number, string>()
  for (const { name, number } of fields) {
    const other = seen.get(number)
    if (other !== undefined)
      throw new ProtoParseError(`Field number ${number} has already been used in "${fullName}" by field "${other}".`)
    if (number < 1 || number > 536_870_911)
      throw new ProtoParseError(`Field ${fullName}.${name}: invalid number ${number}`)
    seen.set(number, name)
  }
}

export const join = (scope: string, name: string): string => (scope === '' ? name : `${scope}.${name}`)
