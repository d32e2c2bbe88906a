import { defineTransformation, type Transformation, type TransformationContext } from '../../src/api/index.ts'
import { JsonPath, operatingOn } from '../../src/api/transform-kit/index.ts'
import { ConfigDef, oneOf, type ParsedConfig } from '../../src/config/index.ts'
import { type ConnectRecord, isJavaMap, isStruct, javaClassNameOf, mapGet } from '../../src/data/index.ts'
import { ConfigException, DataException } from '../../src/errors/index.ts'

const skipMissing = {
  type: 'BOOLEAN',
  default: false,
  importance: 'LOW',
  doc: 'Whether a record without the topic name passes unchanged; by default it is an error.',
} as const

const config = new ConfigDef({
  field: {
    type: 'STRING',
    default: '',
    importance: 'MEDIUM',
    doc: 'The field with the topic name. Empty: the whole key or value is the name.',
  },
  'field.format': {
    type: 'STRING',
    default: 'PLAIN',
    validator: oneOf('PLAIN', 'JSON_PATH'),
    importance: 'MEDIUM',
    doc: '`PLAIN`: `field` is a name. `JSON_PATH`: it is a path into nested data.',
  },
  'skip.missing.or.null': skipMissing,
})

const headerConfig = new ConfigDef({
  field: { type: 'STRING', importance: 'MEDIUM', doc: 'The header with the topic name.' },
  'skip.missing.or.null': skipMissing,
})

/** Gives null when there is no name. */
type Find = (record: ConnectRecord) => unknown

function finder(settings: ParsedConfig<(typeof config)['keys']>, { variant }: TransformationContext): Find {
  const operating = operatingOn(variant)
  const { field } = settings
  if (field === '') return (record) => operating.value(record)
  if (settings['field.format'] === 'JSON_PATH') {
    const path = pathOf(field)
    return (record) => path.evaluate(operating.value(record)).nodes[0] ?? null
  }
  return (record) => {
    const value = operating.value(record)
    if (value === null) return null
    if (isStruct(value)) {
      const found = value.schema.field(field)
      return found === null ? null : (value.values[found.index] ?? found.schema.defaultValue)
    }
    if (isJavaMap(value)) return mapGet(value, field)
    throw new DataException(
      `A field can be extracted from structs and maps only, found: ${javaClassNameOf(value, operating.schema(record))}`,
    )
  }
}

function pathOf(field: string): JsonPath {
  try {
    return new JsonPath(field)
  } catch (error) {
    throw new ConfigException(`Invalid value ${field} for configuration field: ${(error as Error).message}`)
  }
}

function router(find: Find, skips: boolean, what: string): Transformation {
  return {
    apply(record) {
      const topic = find(record)
      if (topic === null || topic === undefined) {
        if (skips) return record
        throw new DataException(`${what} is missing or null`)
      }
      if (typeof topic !== 'string')
        throw new DataException(`${what} must be a string to name a topic, found: ${javaClassNameOf(topic)}`)
      return topic === record.topic ? record : record.withTopic(topic)
    },
  }
}

export const extractTopic = defineTransformation({
  name: 'extract-topic',
  variants: 'io.confluent.connect.transforms.ExtractTopic',
  summary: 'Takes the topic name from the key or value.',
  config,
  examples: [
    {
      title: 'Route by a field.',
      given: { topic: 'events', value: { kind: 'clicks', page: '/' }, valueSchema: { kind: 'string', page: 'string' } },
      config: { field: 'kind' },
    },
  ],
  create: (settings, context) =>
    router(
      finder(settings, context),
      settings['skip.missing.or.null'],
      settings.field === '' ? `The ${context.variant}` : `Field ${settings.field} of the ${context.variant}`,
    ),
  shape: (input) => ({ keySchema: input.keySchema, valueSchema: input.valueSchema }),
})

export const extractTopicFromHeader = defineTransformation({
  name: 'extract-topic-from-header',
  classes: ['io.confluent.connect.transforms.ExtractTopic$Header'],
  summary: 'Takes the topic name from a header.',
  config: headerConfig,
  examples: [
    {
      title: 'Route by a header.',
      given: { topic: 'events', value: 'a', headers: { target: 'clicks' } },
      config: { field: 'target' },
    },
  ],
  create: (settings) =>
    router(
      (record) => record.headers.lastWithName(settings.field)?.value ?? null,
      settings['skip.missing.or.null'],
      `Header ${settings.field}`,
    ),
  shape: (input) => ({ keySchema: input.keySchema, valueSchema: input.valueSchema }),
})
