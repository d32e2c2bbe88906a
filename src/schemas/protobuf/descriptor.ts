import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Type as Kind,
  FieldDescriptorProto_Label as Label,
} from '@bufbuild/protobuf/wkt'
import {
  emptyMessage,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  protoField,
} from './proto-file.ts'
import { join, type ProtoTypes, scalarTypes } from './proto-types.ts'

const kinds: Readonly<Record<string, Kind>> = {
  double: Kind.DOUBLE,
  float: Kind.FLOAT,
  int64: Kind.INT64,
  uint64: Kind.UINT64,
  int32: Kind.INT32,
  fixed64: Kind.FIXED64,
  fixed32: Kind.FIXED32,
  bool: Kind.BOOL,
  string: Kind.STRING,
  bytes: Kind.BYTES,
  uint32: Kind.UINT32,
  sfixed32: Kind.SFIXED32,
  sfixed64: Kind.SFIXED64,
  sint32: Kind.SINT32,
  sint64: Kind.SINT64,
}
const names = new Map(Object.entries(kinds).map(([name, kind]) => [kind, name]))

/** The file that a serialized `FileDescriptorProto` describes: how Python and JavaScript clients send schemas. Throws when it is none. */
export function fileFromDescriptor(bytes: Uint8Array): ProtoFile {
  const proto = fromBinary(FileDescriptorProtoSchema, bytes)
  if (proto.messageType.length === 0 && proto.enumType.length === 0) throw new Error('the descriptor defines nothing')
  return {
    syntax: proto.syntax === '' ? 'proto2' : proto.syntax,
    package: proto.package === '' ? null : proto.package,
    imports: proto.dependency.map((path, i) => ({ path, kind: proto.publicDependency.includes(i) ? 'public' : null })),
    options: fileOptions(proto.options),
    messages: proto.messageType.map(messageFrom),
    enums: proto.enumType.map(enumFrom),
    services: [],
  }
}

function fileOptions(
  options:
    | { javaPackage?: string; javaOuterClassname?: string; javaMultipleFiles?: boolean; goPackage?: string }
    | undefined,
) {
  if (options === undefined) return []
  return [
    ...(options.javaPackage ? [{ name: 'java_package', value: JSON.stringify(options.javaPackage) }] : []),
    ...(options.javaOuterClassname
      ? [{ name: 'java_outer_classname', value: JSON.stringify(options.javaOuterClassname) }]
      : []),
    ...(options.javaMultipleFiles ? [{ name: 'java_multiple_files', value: 'true' }] : []),
    ...(options.goPackage ? [{ name: 'go_package', value: JSON.stringify(options.goPackage) }] : []),
  ]
}

function messageFrom(proto: DescriptorProto): ProtoMessage {
  const entries = new Map(
    proto.nestedType.filter((nested) => nested.options?.mapEntry).map((nested) => [nested.name, nested]),
  )
  const field = (one: FieldDescriptorProto) => fieldFrom(one, entries)
  const isInOneof = (one: FieldDescriptorProto) => hasOneof(one) && !one.proto3Optional
  return {
    ...emptyMessage(proto.name),
    fields: proto.field.filter((one) => !isInOneof(one)).map(field),
    oneofs: proto.oneofDecl
      .map(({ name }, i) => ({
        name,
        options: [],
        fields: proto.field.filter((one) => isInOneof(one) && one.oneofIndex === i).map(field),
      }))
      .filter((oneof) => oneof.fields.length > 0),
    messages: proto.nestedType.filter((nested) => !nested.options?.mapEntry).map(messageFrom),
    enums: proto.enumType.map(enumFrom),
    reserved: [
      ...proto.reservedRange.map(({ start, end }) => (end - start === 1 ? `${start}` : `${start} to ${end - 1}`)),
      ...proto.reservedName.map((name) => JSON.stringify(name)),
    ],
  }
}

/** `oneofIndex` is a proto2 optional: 0 when it is not set, too. */
const hasOneof = (field: FieldDescriptorProto): boolean => Object.hasOwn(field, 'oneofIndex')

function fieldFrom(proto: FieldDescriptorProto, entries: ReadonlyMap<string, DescriptorProto>): ProtoField {
  const entry =
    proto.type === Kind.MESSAGE ? entries.get(proto.typeName.slice(proto.typeName.lastIndexOf('.') + 1)) : undefined
  if (entry !== undefined && proto.label === Label.REPEATED) {
    const [key, value] = entry.field as [FieldDescriptorProto, FieldDescriptorProto]
    return protoField(proto.name, proto.number, typeNameOf(value), { mapKey: typeNameOf(key) })
  }
  const label = proto.label === Label.REPEATED ? 'repeated' : proto.label === Label.REQUIRED ? 'required' : null
  return protoField(proto.name, proto.number, typeNameOf(proto), { label: proto.proto3Optional ? 'optional' : label })
}

const typeNameOf = (proto: FieldDescriptorProto): string => names.get(proto.type) ?? proto.typeName

const enumFrom = (proto: EnumDescriptorProto): ProtoEnum => ({
  name: proto.name,
  values: proto.value.map(({ name, number }) => ({ name, number, options: [] })),
  options: proto.options?.allowAlias ? [{ name: 'allow_alias', value: 'true' }] : [],
  reserved: [],
})

/** The serialized `FileDescriptorProto` of a file, for `format=serialized`. `name` is its import path. */
export function fileToDescriptor(file: ProtoFile, types: ProtoTypes, name: string): Uint8Array {
  const scope = file.package ?? ''
  return toBinary(
    FileDescriptorProtoSchema,
    create(FileDescriptorProtoSchema, {
      name,
      package: scope,
      dependency: file.imports.map(({ path }) => path),
      publicDependency: file.imports.flatMap(({ kind }, i) => (kind === 'public' ? [i] : [])),
      messageType: file.messages.map((message) => messageTo(message, scope, types, file.syntax)),
      enumType: file.enums.map(enumTo),
      syntax: file.syntax === 'proto2' || file.syntax === null ? '' : file.syntax,
    }),
  )
}

function messageTo(message: ProtoMessage, scope: string, types: ProtoTypes, syntax: string | null): DescriptorProto {
  const fullName = join(scope, message.name)
  const isSynthetic = (field: ProtoField) => syntax === 'proto3' && field.label === 'optional'
  const synthetic = message.fields.filter(isSynthetic)
  const oneofs = [...message.oneofs.map(({ name }) => name), ...synthetic.map((field) => `_${field.name}`)]
  const plain = message.fields.map((field) =>
    isSynthetic(field)
      ? fieldTo(field, fullName, types, { oneofIndex: oneofs.indexOf(`_${field.name}`), proto3Optional: true })
      : fieldTo(field, fullName, types, {}),
  )
  const inOneofs = message.oneofs.flatMap((oneof, oneofIndex) =>
    oneof.fields.map((field) => fieldTo(field, fullName, types, { oneofIndex })),
  )
  return create(DescriptorProtoSchema, {
    name: message.name,
    field: [...plain, ...inOneofs].sort((a, b) => a.number - b.number),
    oneofDecl: oneofs.map((name) => ({ name })),
    nestedType: [
      ...message.messages.map((nested) => messageTo(nested, fullName, types, syntax)),
      ...message.fields.filter((field) => field.mapKey !== null).map((field) => entryTo(field, fullName, types)),
    ],
    enumType: message.enums.map(enumTo),
  })
}

const entryName = (field: ProtoField) =>
  `${field.name.replace(/(?:^|_)([a-z0-9])/g, (_, char: string) => char.toUpperCase()).replace(/_/g, '')}Entry`

const entryTo = (field: ProtoField, scope: string, types: ProtoTypes) =>
  create(DescriptorProtoSchema, {
    name: entryName(field),
    options: { mapEntry: true },
    field: [
      fieldTo(protoField('key', 1, field.mapKey!), scope, types, {}),
      fieldTo(protoField('value', 2, field.type), scope, types, {}),
    ],
  })

function fieldTo(
  field: ProtoField,
  scope: string,
  types: ProtoTypes,
  more: { oneofIndex?: number; proto3Optional?: boolean },
) {
  const isMap = field.mapKey !== null
  return create(FieldDescriptorProtoSchema, {
    name: field.name,
    number: field.number,
    label:
      isMap || field.label === 'repeated'
        ? Label.REPEATED
        : field.label === 'required'
          ? Label.REQUIRED
          : Label.OPTIONAL,
    ...(isMap ? { type: Kind.MESSAGE, typeName: `.${scope}.${entryName(field)}` } : typeOf(field, scope, types)),
    jsonName: field.name.replace(/_([a-z0-9])/g, (_, char: string) => char.toUpperCase()),
    ...more,
  })
}

function typeOf(field: ProtoField, scope: string, types: ProtoTypes): { type: Kind; typeName?: string } {
  if (scalarTypes.has(field.type)) return { type: kinds[field.type]! }
  const found = types.resolve(field.type, scope)!
  return { type: found.kind === 'enum' ? Kind.ENUM : Kind.MESSAGE, typeName: `.${found.fullName}` }
}

const enumTo = (declared: ProtoEnum) =>
  create(EnumDescriptorProtoSchema, {
    name: declared.name,
    value: declared.values.map(({ name, number }) => ({ name, number })),
    ...(declared.options.some(({ name }) => name === 'allow_alias') ? { options: { allowAlias: true } } : {}),
  })
