import type { LinkedProto } from './link-proto.ts'
import type { ProtoField, ProtoMessage } from './proto-file.ts'
import { allFields, join, type ProtoTypes, scalarTypes } from './proto-types.ts'

/** A change that breaks readers; `path` is `#/Message/field-number`. */
export interface ProtoChange {
  readonly type: string
  readonly path: string
}

/** Why data of `older` cannot be read with `newer`, after Confluent's rules: by field number, kinds of one wire format may change into each other. */
export function protoIncompatibilities(older: LinkedProto, newer: LinkedProto): readonly ProtoChange[] {
  const changes: ProtoChange[] = []
  if ((older.file.package ?? '') !== (newer.file.package ?? '')) changes.push({ type: 'PACKAGE_CHANGED', path: '#/' })
  const scopes = { older: older.file.package ?? '', newer: newer.file.package ?? '' }
  compareAll(older.file.messages, newer.file.messages, scopes, '#', { older: older.types, newer: newer.types }, changes)
  return changes
}

interface Types {
  readonly older: ProtoTypes
  readonly newer: ProtoTypes
}

interface Scopes {
  readonly older: string
  readonly newer: string
}

function compareAll(
  older: readonly ProtoMessage[],
  newer: readonly ProtoMessage[],
  scopes: Scopes,
  path: string,
  types: Types,
  changes: ProtoChange[],
): void {
  const byName = new Map(newer.map((message) => [message.name, message]))
  for (const message of older) {
    const match = byName.get(message.name)
    const at = `${path}/${message.name}`
    if (match === undefined) changes.push({ type: 'MESSAGE_REMOVED', path: at })
    else {
      const inner = { older: join(scopes.older, message.name), newer: join(scopes.newer, match.name) }
      compareFields(message, match, inner, at, types, changes)
      compareAll(message.messages, match.messages, inner, at, types, changes)
    }
  }
}

function compareFields(
  older: ProtoMessage,
  newer: ProtoMessage,
  scopes: Scopes,
  path: string,
  types: Types,
  changes: ProtoChange[],
): void {
  const after = new Map(allFields(newer).map((field) => [field.number, field]))
  const before = new Map(allFields(older).map((field) => [field.number, field]))
  for (const [number, field] of before) {
    const match = after.get(number)
    const at = `${path}/${number}`
    if (match === undefined) {
      if (field.label === 'required') changes.push({ type: 'REQUIRED_FIELD_REMOVED', path: at })
      else if (
        oneofOf(older, number) !== undefined &&
        oneofOf(newer, number) === undefined &&
        hasOneof(newer, oneofOf(older, number)!)
      )
        changes.push({ type: 'ONEOF_FIELD_REMOVED', path: at })
    } else compareField(field, match, scopes, at, types, changes)
  }
  for (const [number, field] of after)
    if (!before.has(number) && field.label === 'required')
      changes.push({ type: 'REQUIRED_FIELD_ADDED', path: `${path}/${number}` })
  for (const oneof of newer.oneofs) {
    const moved = oneof.fields.filter(({ number }) => before.has(number) && oneofOf(older, number) === undefined)
    if (moved.length > 1) changes.push({ type: 'MULTIPLE_FIELDS_MOVED_TO_ONEOF', path: `${path}/${oneof.name}` })
    else if (moved.length === 1 && older.oneofs.some(({ name }) => name === oneof.name))
      changes.push({ type: 'FIELD_MOVED_TO_EXISTING_ONEOF', path: `${path}/${oneof.name}` })
  }
}

const oneofOf = (message: ProtoMessage, number: number): string | undefined =>
  message.oneofs.find((oneof) => oneof.fields.some((field) => field.number === number))?.name

const hasOneof = (message: ProtoMessage, name: string): boolean => message.oneofs.some((oneof) => oneof.name === name)

/** Kinds that share a wire format and a range of values. */
const groups: Readonly<Record<string, string>> = {
  int32: 'varint',
  int64: 'varint',
  uint32: 'varint',
  uint64: 'varint',
  bool: 'varint',
  sint32: 'zigzag',
  sint64: 'zigzag',
  fixed32: 'fixed32',
  sfixed32: 'fixed32',
  fixed64: 'fixed64',
  sfixed64: 'fixed64',
  string: 'bytes',
  bytes: 'bytes',
}

function compareField(
  older: ProtoField,
  newer: ProtoField,
  scopes: Scopes,
  path: string,
  types: Types,
  changes: ProtoChange[],
): void {
  const [before, after] = [kindOf(older, scopes.older, types.older), kindOf(newer, scopes.newer, types.newer)]
  if (before.kind !== after.kind) changes.push({ type: 'FIELD_KIND_CHANGED', path })
  else if (before.kind === 'scalar' && before.group !== after.group)
    changes.push({ type: 'FIELD_SCALAR_KIND_CHANGED', path })
  else if (before.kind === 'message' && simple(before.group) !== simple(after.group))
    changes.push({ type: 'FIELD_NAMED_TYPE_CHANGED', path })
  if ((older.label === 'repeated') !== (newer.label === 'repeated') && before.isNumeric && older.mapKey === null)
    changes.push({ type: 'FIELD_NUMERIC_LABEL_CHANGED', path })
}

const simple = (name: string) => name.slice(name.lastIndexOf('.') + 1)

function kindOf(
  field: ProtoField,
  scope: string,
  types: ProtoTypes,
): { kind: string; group: string; isNumeric: boolean } {
  if (field.mapKey !== null) return { kind: 'map', group: '', isNumeric: false }
  if (scalarTypes.has(field.type)) {
    const group = groups[field.type] ?? field.type
    return { kind: 'scalar', group, isNumeric: group !== 'bytes' }
  }
  const resolved = types.resolve(field.type, scope)
  // An enum is an int32 on the wire.
  if (resolved?.kind === 'enum') return { kind: 'scalar', group: 'varint', isNumeric: true }
  return { kind: 'message', group: resolved?.fullName ?? field.type, isNumeric: false }
}
