import { type Field, isStruct, type Schema, Struct, validateValue } from '../../data/index.ts'

/**
 * A plan that fills the first slots of a new Struct from fields of another, by position. Values whose schema is the same object were
 * checked when they were put, so only nulls are looked at again; that is what makes it quick.
 */
export function structCopier(
  pairs: readonly { readonly from: Field; readonly to: Field }[],
  target: Schema,
  replacesNull: boolean,
): (source: Struct) => Struct {
  const sources = pairs.map(({ from }) => from.index)
  const targets = pairs.map(({ to }) => to.index)
  const defaults = pairs.map(({ from }) => (replacesNull ? from.schema.defaultValue : null))
  const checked = pairs.map(({ from, to }) => (from.schema === to.schema ? null : to))
  const required = pairs.map(({ to }) => (to.schema.isOptional ? null : to))
  // The struct that is a default has a schema without that default, and Java refuses it where the default is put.
  const refused = pairs.map(({ from, to }) => (replacesNull && isStruct(from.schema.defaultValue) ? to : null))
  const width = target.fields.length
  return (source) => {
    const values: unknown[] = new Array(width).fill(null)
    for (let i = 0; i < sources.length; i++) {
      const stored = source.values[sources[i]!]
      const value = stored ?? defaults[i]
      if (stored === null && refused[i]) validateValue(refused[i]!.schema, value, refused[i]!.name)
      const field = value === null ? required[i]! : checked[i]!
      if (field !== null) validateValue(field.schema, value, field.name)
      values[targets[i]!] = value
    }
    return Struct.of(target, values)
  }
}
