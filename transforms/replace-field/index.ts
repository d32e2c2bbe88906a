import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  copySchemaBasics,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  shapeAfter,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList, validator } from '../../src/config/index.ts'
import { type JavaMap, mapLike, mapPut, type Schema, SchemaBuilder } from '../../src/data/index.ts'
import { ConfigException, DataException } from '../../src/errors/index.ts'
import { hashOrder, javaSplit } from '../../src/java/index.ts'

const PURPOSE = 'field replacement'
const fieldList = nonDuplicateList({ mayBeEmpty: true, mayBeNull: false })

const config = new ConfigDef({
  exclude: {
    type: 'LIST',
    default: [],
    validator: fieldList,
    importance: 'MEDIUM',
    doc: 'Fields to leave out, by their old names. Wins over `include`.',
  },
  include: {
    type: 'LIST',
    default: [],
    validator: fieldList,
    importance: 'MEDIUM',
    doc: 'The only fields to keep, by their old names. Empty: all.',
  },
  renames: {
    type: 'LIST',
    default: [],
    validator: validator(
      (_name, value) => void parseRenames(value as readonly string[]),
      'list of colon-delimited pairs, e.g. <code>foo:bar,abc:xyz</code>',
    ),
    importance: 'MEDIUM',
    doc: 'Pairs `old:new`. Spaces inside a pair count.',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

function parseRenames(mappings: readonly string[]): Map<string, string> {
  return new Map(
    mappings.map((mapping) => {
      const parts = javaSplit(mapping, ':')
      if (parts.length !== 2)
        throw new ConfigException(
          `Invalid value [${mappings.join(', ')}] for configuration renames: Invalid rename mapping: ${mapping}`,
        )
      return [parts[0]!, parts[1]!]
    }),
  )
}

interface Settings {
  readonly exclude: readonly string[]
  readonly include: readonly string[]
  readonly renames: readonly string[]
}

/** Gives the new name of a field, or null when it is left out. */
function renamer({ exclude, include, renames }: Settings): (name: string) => string | null {
  const excluded = new Set(exclude)
  const included = new Set(include)
  const names = parseRenames(renames)
  return (name) => (excluded.has(name) || (included.size > 0 && !included.has(name)) ? null : (names.get(name) ?? name))
}

function replacedSchema(schema: Schema, rename: (name: string) => string | null): Schema {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) {
    const name = rename(field.name)
    if (name !== null) builder.field(name, field.schema)
  }
  return builder.build()
}

/**
 * Values are looked up by the inverse of the renames, as Java does: with `a:b` and `c:b`, or a rename onto a name that is excluded, the
 * value may come from another field than the schema.
 */
function structPlan(schema: Schema, settings: Settings, replacesNull: boolean) {
  const target = replacedSchema(schema, renamer(settings))
  const renames = parseRenames(settings.renames)
  // Of two renames to one name, the inverse keeps the one that Java's HashMap lists last.
  const old = new Map(hashOrder(renames.keys()).map((from) => [renames.get(from)!, from]))
  const pairs = target.fields.map((to) => {
    const name = old.get(to.name) ?? to.name
    const from = schema.field(name)
    if (from === null) throw new DataException(`${name} is not a valid field name`)
    return { from, to }
  })
  return { target, copy: structCopier(pairs, target, replacesNull) }
}

const putRenamed = (map: JavaMap, name: string | null, value: unknown) => {
  if (name !== null) mapPut(map, name, value)
}

function replaceInMap(map: JavaMap, rename: (name: string) => string | null): JavaMap {
  const result = mapLike(map)
  if (map instanceof Map) {
    for (const [key, value] of map) putRenamed(result, rename(key as string), value)
  } else {
    for (const key of Object.keys(map)) putRenamed(result, rename(key), map[key])
  }
  return result
}

export const replaceField = defineTransformation({
  name: 'replace-field',
  variants: 'org.apache.kafka.connect.transforms.ReplaceField',
  summary: 'Leaves out, keeps or renames fields.',
  config,
  examples: [
    {
      title: 'Leave out two fields.',
      given: {
        value: { id: 7, password: 'secret', ssn: '123' },
        valueSchema: { id: 'int32', password: 'string', ssn: 'string' },
      },
      config: { exclude: 'password,ssn' },
    },
    {
      title: 'Keep and rename.',
      given: {
        value: { id: 7, name: 'Ann', city: 'Oslo' },
        valueSchema: { id: 'int32', name: 'string', city: 'string' },
      },
      config: { include: 'id,name', renames: 'id:user_id' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const rename = renamer(settings)
    const plan = perSchema((schema) => structPlan(schema, settings, settings['replace.null.with.default']))
    return {
      apply(record) {
        const value = operating.value(record)
        if (value === null) return record
        if (operating.schema(record) === null)
          return operating.with(record, null, replaceInMap(requireMap(value, PURPOSE), rename))
        const struct = requireStruct(value, PURPOSE, operating.schema(record))
        const { target, copy } = plan(struct.schema)
        return operating.with(record, target, copy(struct))
      },
    }
  },
  shape: (input, settings, context) =>
    shapeAfter(input, context, (schema) => structPlan(schema, settings, true).target, [
      ...settings.exclude,
      ...settings.include,
      ...parseRenames(settings.renames).keys(),
    ]),
})
