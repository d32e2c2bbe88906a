import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { DebeziumSettings, type NameAdjustment } from '../../src/api/transform-kit/index.ts'
import { ConfigDef, type ConfigKey } from '../../src/config/index.ts'
import { JavaPattern } from '../../src/java/index.ts'
import { LogicalRouter, type LogicalRouterSettings } from './logical-router.ts'

const text = { type: 'STRING', default: null, importance: 'LOW' } as const

const keys = (keyFieldName: string) =>
  ({
    'topic.regex': { ...text, doc: 'Java regular expression for the whole topic; other topics stay as they are.' },
    'topic.replacement': { ...text, doc: 'The new topic; `$1` stands for a group.' },
    'key.enforce.uniqueness': {
      type: 'BOOLEAN',
      default: true,
      importance: 'LOW',
      doc: 'Whether a field with the source is added to keys, so that rows of several tables do not meet.',
    },
    'key.field.regex': { ...text, doc: 'Java regular expression that gets the source from the old topic.' },
    'key.field.name': { ...text, default: keyFieldName, doc: 'Name of that field.' },
    'key.field.replacement': { ...text, doc: 'The source, from the groups of `key.field.regex`.' },
    'schema.name.adjustment.mode': {
      ...text,
      default: 'none',
      doc: '`none`, `avro` or `avro_unicode`: how schema names made from topics are cleaned for Avro.',
    },
    'logical.destination.cache.size': {
      type: 'INT',
      default: 16,
      importance: 'LOW',
      doc: 'Kept for compatibility; schemas are remembered as long as they are in use.',
    },
  }) as const satisfies Record<string, ConfigKey>

function readSettings(props: Readonly<Record<string, unknown>>, keyFieldName: string): LogicalRouterSettings {
  const settings = new DebeziumSettings(props)
  const topicRegex = settings.required('topic.regex').trim() === '' ? null : settings.regex('topic.regex')
  const topicReplacement = settings.required('topic.replacement')
  settings.regex('key.field.regex')
  const keyRegex = settings.text('key.field.regex', '').trim()
  const keyReplacement = settings.text('key.field.replacement', null)
  if (keyRegex !== '' && (keyReplacement ?? '').trim() === '')
    settings.report('key.field.replacement', 'key.field.replacement must be non-empty if key.field.regex is set.')
  const modes: readonly NameAdjustment[] = ['none', 'avro', 'avro_unicode']
  const adjustment = settings.choice('schema.name.adjustment.mode', modes, 'none')
  settings.refuseProblems()
  return {
    topicRegex: topicRegex!,
    topicReplacement,
    enforcesUniqueness: settings.flag('key.enforce.uniqueness', true),
    keyFieldName: settings.text('key.field.name', keyFieldName),
    keyRegex: keyRegex === '' ? null : JavaPattern.compile(settings.text('key.field.regex', '')),
    keyReplacement,
    adjustment,
  }
}

const routerDefinition = (name: string, className: string, keyFieldName: string) =>
  defineTransformation({
    name,
    classes: [className],
    summary: 'Sends change events of several tables to one topic, with schemas and keys to match.',
    config: new ConfigDef(keys(keyFieldName)),
    examples: [
      {
        title: 'Join the shards of a table.',
        given: {
          topic: 'db.shop.customers_shard1',
          key: { id: 7 },
          keySchema: { $name: 'db.shop.customers_shard1.Key', id: 'int32' },
          value: { before: null, after: { id: 7, name: 'Ann' }, op: 'c' },
          valueSchema: {
            $name: 'db.shop.customers_shard1.Envelope',
            before: { $name: 'db.shop.customers_shard1.Value', $optional: true, id: 'int32', name: 'string' },
            after: { $name: 'db.shop.customers_shard1.Value', $optional: true, id: 'int32', name: 'string' },
            op: 'string',
          },
        },
        config: { 'topic.regex': '(.*)customers_shard(.*)', 'topic.replacement': '$1customers_all_shards' },
      },
    ],
    create(_settings, _context, props): Transformation {
      const router = new LogicalRouter(readSettings(props, keyFieldName))
      return { apply: (record) => router.apply(record) }
    },
    shape: (input, settings) => new LogicalRouter(readSettings(settings, keyFieldName)).shape(input),
  })

export const byLogicalTableRouter = routerDefinition(
  'by-logical-table-router',
  'io.debezium.transforms.ByLogicalTableRouter',
  '__dbz__physicalTableIdentifier',
)

export const toLogicalTopicRouter = routerDefinition(
  'to-logical-topic-router',
  'io.debezium.transforms.ToLogicalTopicRouter',
  '__dbz__sourceIdentifier',
)
