/** `name = value` of an option; the value is the text behind the equals sign, as written. */
export interface ProtoOption {
  /** `packed`, or `(confluent.field_meta)` with its parentheses. */
  readonly name: string
  readonly value: string
}

export type ProtoLabel = 'optional' | 'required' | 'repeated'

export interface ProtoField {
  readonly label: ProtoLabel | null
  /** As written: `int32`, `Other`, `.pkg.Other`. Of a map field, the value's type. */
  readonly type: string
  /** Key type of a `map<key, value>` field. */
  readonly mapKey: string | null
  readonly name: string
  readonly number: number
  readonly options: readonly ProtoOption[]
}

export interface ProtoOneof {
  readonly name: string
  readonly fields: readonly ProtoField[]
  readonly options: readonly ProtoOption[]
}

export interface ProtoMessage {
  readonly name: string
  /** Without those of oneofs. */
  readonly fields: readonly ProtoField[]
  readonly oneofs: readonly ProtoOneof[]
  readonly messages: readonly ProtoMessage[]
  readonly enums: readonly ProtoEnum[]
  readonly options: readonly ProtoOption[]
  /** `1, 3 to 5` or `"a"`, as written. */
  readonly reserved: readonly string[]
  readonly extensions: readonly string[]
}

export interface ProtoEnum {
  readonly name: string
  readonly values: readonly {
    readonly name: string
    readonly number: number
    readonly options: readonly ProtoOption[]
  }[]
  readonly options: readonly ProtoOption[]
  readonly reserved: readonly string[]
}

export interface ProtoService {
  readonly name: string
  /** Everything between the braces, as written. */
  readonly body: string
}

export interface ProtoImport {
  readonly path: string
  readonly kind: 'public' | 'weak' | null
}

/** A .proto file. Comments are not kept. */
export interface ProtoFile {
  /** null = not stated: proto2. */
  readonly syntax: string | null
  readonly package: string | null
  readonly imports: readonly ProtoImport[]
  readonly options: readonly ProtoOption[]
  readonly messages: readonly ProtoMessage[]
  readonly enums: readonly ProtoEnum[]
  readonly services: readonly ProtoService[]
}

export const emptyMessage = (name: string): ProtoMessage => ({
  name,
  fields: [],
  oneofs: [],
  messages: [],
  enums: [],
  options: [],
  reserved: [],
  extensions: [],
})

export const protoField = (
  name: string,
  number: number,
  type: string,
  more: Partial<Omit<ProtoField, 'name' | 'number' | 'type'>> = {},
): ProtoField => ({ label: null, mapKey: null, options: [], ...more, name, number, type })
