import { copySchemaBasics } from '../../src/api/transform-kit/index.ts'
import { type Field, type Schema, SchemaBuilder, Struct, validateValue } from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'
import { joined } from './flatten-map.ts'

/** The way to a leaf: indexes of the structs on the way, then the leaf itself. */
interface Leaf {
  readonly parents: readonly number[]
  readonly field: Field
}

/** The flat schema. Children of optional structs become optional, and take defaults from the default of their struct. */
export function flattenSchema(schema: Schema, delimiter: string): { target: Schema; leaves: readonly Leaf[] } {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  const leaves: Leaf[] = []
  const visit = (
    struct: Schema,
    prefix: string,
    parents: number[],
    isOptional: boolean,
    parentDefault: Struct | null,
  ) => {
    for (const field of struct.fields) {
      const name = joined(prefix, delimiter, field.name)
      const optional = isOptional || field.schema.isOptional
      const standard = field.schema.defaultValue ?? (parentDefault === null ? null : parentDefault.get(field))
      if (field.schema.type === 'map')
        throw new DataException(
          `Flatten transformation does not support MAP for record with schemas (for field ${name}).`,
        )
      if (field.schema.type === 'struct') {
        visit(field.schema, name, [...parents, field.index], optional, standard as Struct | null)
      } else {
        builder.field(name, leafSchema(field.schema, optional, standard))
        leaves.push({ parents, field })
      }
    }
  }
  visit(schema, '', [], schema.isOptional, schema.defaultValue as Struct | null)
  return { target: builder.build(), leaves }
}

function leafSchema(schema: Schema, isOptional: boolean, standard: unknown): Schema {
  const builder = copySchemaBasics(schema)
  if (isOptional) builder.optional()
  if (standard !== null) builder.default(standard)
  return builder.build()
}

/** Leaves of a struct that is null stay null. */
export function flattenPlan(schema: Schema, delimiter: string): { target: Schema; copy: (value: Struct) => Struct } {
  const { target, leaves } = flattenSchema(schema, delimiter)
  const copy = (value: Struct): Struct => {
    const values: unknown[] = new Array(leaves.length).fill(null)
    for (let i = 0; i < leaves.length; i++) {
      const { parents, field } = leaves[i]!
      let struct: Struct | null = value
      for (const parent of parents) struct = (struct?.values[parent] ?? null) as Struct | null
      if (struct === null) continue
      const leaf = struct.values[field.index] ?? field.schema.defaultValue
      const to = target.fields[i]!
      if (leaf === null && !to.schema.isOptional) validateValue(to.schema, null, to.name)
      values[i] = leaf
    }
    return Struct.of(target, values)
  }
  return { target, copy }
}
