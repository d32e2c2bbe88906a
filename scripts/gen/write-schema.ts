import type { PluginKind } from '../../src/api/index.ts'
import type { ConfigKey } from '../../src/config/index.ts'
import {
  sinkConnectorConfig,
  sinkExtensionConfig,
  sourceConnectorConfig,
  sourceExtensionConfig,
} from '../../src/connect-config/index.ts'
import { pipelineFileSchema } from '../../src/spec/index.ts'
import type { FoundPlugin } from './find-plugins.ts'

type Json = Record<string, unknown>

const reference = { type: 'string', pattern: '\\$\\{[^}]*\\}' }

const valueTypes: Readonly<Record<ConfigKey['type'], Json>> = {
  STRING: { type: ['string', 'number', 'boolean'] },
  CLASS: { type: 'string' },
  PASSWORD: { type: ['string', 'number'] },
  BOOLEAN: { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }, reference] },
  INT: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[+-]?\\d+$' }, reference] },
  SHORT: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[+-]?\\d+$' }, reference] },
  LONG: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^[+-]?\\d+$' }, reference] },
  DOUBLE: { type: ['number', 'string'] },
  LIST: { type: ['string', 'number', 'array'], items: { type: ['string', 'number', 'boolean'] } },
}

function valueSchema(key: ConfigKey): Json {
  const allowed = key.type === 'STRING' ? key.validator?.allowed : undefined
  const shape = allowed ? { anyOf: [{ enum: allowed }, reference] } : valueTypes[key.type]
  const shown = key.default === undefined || key.default === null ? {} : { default: key.default }
  return { description: key.doc, ...shape, ...shown }
}

/** In a pipeline file. */
const isRequired = (key: ConfigKey) => key.default === undefined && key.fileDefault === undefined

interface ConfigSchemaOptions {
  /** Keys of the framework that may stand there as well. */
  readonly framework?: Json
  readonly prefixes?: readonly string[]
  /** Keys that the runtime gives. */
  readonly provided?: readonly string[]
}

function configSchema(
  { definition }: FoundPlugin,
  { framework = {}, prefixes = [], provided = [] }: ConfigSchemaOptions,
): Json {
  const keys = Object.entries(definition.config.keys).filter(([name, key]) => !key.internal && !provided.includes(name))
  const required = keys.filter(([, key]) => isRequired(key)).map(([name]) => name)
  const open = [...prefixes, ...(definition.openPrefixes ?? [])]
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: { ...framework, ...Object.fromEntries(keys.map(([name, key]) => [name, valueSchema(key)])) },
    ...(open.length > 0 && {
      patternProperties: Object.fromEntries(open.map((prefix) => [`^${prefix.replaceAll('.', '\\.')}`, {}])),
    }),
    additionalProperties: false,
  }
}

const frameworkProperties = (keys: Readonly<Record<string, ConfigKey>>): Json =>
  Object.fromEntries(
    Object.entries(keys)
      .filter(([name]) => name !== 'name' && name !== 'connector.class')
      .map(([name, key]) => [name, valueSchema(key)]),
  )

const sourceOptions: ConfigSchemaOptions = {
  framework: frameworkProperties({ ...sourceConnectorConfig.keys, ...sourceExtensionConfig.keys }),
  prefixes: [
    'producer.override.',
    'admin.override.',
    'topic.creation.',
    'transforms.',
    'predicates.',
    'key.converter.',
    'value.converter.',
    'header.converter.',
  ],
}
const sinkOptions: ConfigSchemaOptions = {
  framework: frameworkProperties({ ...sinkConnectorConfig.keys, ...sinkExtensionConfig.keys }),
  prefixes: [
    'consumer.override.',
    'producer.override.',
    'admin.override.',
    'transforms.',
    'predicates.',
    'key.converter.',
    'value.converter.',
    'header.converter.',
  ],
}

const needsConfig = ({ definition }: FoundPlugin) =>
  Object.entries(definition.config.keys).some(([name, key]) => isRequired(key) && name !== 'converter.type')

/** All names that mean a plugin: short name, class names, simple class names. */
const namesOf = ({ definition: { name, classes } }: FoundPlugin): string[] => [
  ...new Set([name, ...classes, ...classes.map((each) => each.slice(each.lastIndexOf('.') + 1))]),
]

const definitionName = ({ definition }: FoundPlugin) => `${definition.kind}.${definition.name}`

/** For each plugin: when `key` names it, `config` has its settings (and is required if one of them is). */
function conditions(plugins: readonly FoundPlugin[], key: string): Json {
  return {
    allOf: plugins.map((plugin) => ({
      if: { type: 'object', properties: { [key]: { enum: namesOf(plugin) } }, required: [key] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: {
        properties: { config: { $ref: `#/definitions/${definitionName(plugin)}` } },
        ...(needsConfig(plugin) && { required: ['config'] }),
      },
    })),
  }
}

/** Editors complete what `properties` lists, so names are offered; any text stays allowed for plugins found elsewhere. */
const suggestions = (plugins: readonly FoundPlugin[]) => ({
  anyOf: [{ enum: plugins.map(({ definition }) => definition.name) }, { type: 'string', minLength: 1 }],
})

/** `schema/pipeline.schema.json`: the structure of a pipeline file with every plugin's settings, for completion and checks in editors. */
export function pipelineSchema(plugins: readonly FoundPlugin[]): Json {
  const of = (...kinds: PluginKind[]) => plugins.filter(({ definition }) => kinds.includes(definition.kind))
  const { source, sinks, predicates, ...top } = pipelineFileSchema.properties
  const converter = (base: Json, ...kinds: PluginKind[]) => ({ ...base, ...conditions(of(...kinds), 'type') })
  const connector = (base: Json, kind: 'source' | 'sink') => {
    const properties = base['properties'] as typeof source.properties
    const { transforms } = properties
    return {
      ...base,
      properties: {
        ...properties,
        connector: { ...properties.connector, ...suggestions(of(kind)) },
        transforms: { ...transforms, items: { ...transforms.items, ...conditions(of('transformation'), 'type') } },
        key: converter(properties.key, 'converter'),
        value: converter(properties.value, 'converter'),
        header: converter(properties.header, 'header_converter', 'converter'),
      },
      ...conditions(of(kind), 'connector'),
    }
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...withoutDialect(pipelineFileSchema),
    properties: {
      ...top,
      source: connector(source, 'source'),
      sinks: { ...sinks, additionalProperties: connector(sinks.additionalProperties, 'sink') },
      predicates: {
        ...predicates,
        additionalProperties: { ...predicates.additionalProperties, ...conditions(of('predicate'), 'type') },
      },
    },
    definitions: Object.fromEntries(plugins.map((plugin) => [definitionName(plugin), definitionOf(plugin)])),
  }
}

function withoutDialect({ $schema: _, ...rest }: typeof pipelineFileSchema): Json {
  return rest
}

function definitionOf(plugin: FoundPlugin): Json {
  switch (plugin.definition.kind) {
    case 'source':
      return configSchema(plugin, sourceOptions)
    case 'sink':
      return configSchema(plugin, sinkOptions)
    case 'converter':
    case 'header_converter':
      return configSchema(plugin, { provided: ['converter.type'] })
    case 'transformation':
    case 'predicate':
      return configSchema(plugin, {})
  }
}
