import type {
  Converter,
  ConverterDefinition,
  PluginExample,
  PluginInfo,
  PredicateDefinition,
  TransformationDefinition,
} from '../../src/api/index.ts'
import type { ConnectRecord } from '../../src/data/index.ts'
import { MemoryRegistry } from '../../src/testing/memory-registry.ts'
import { plain } from '../../src/testing/plain.ts'
import { toShortSchema } from '../../src/testing/short-schema.ts'
import { silentLogger } from '../../src/testing/silent-logger.ts'
import { sourceRecord, type TestRecord } from '../../src/testing/test-record.ts'

/** What an example makes of its record: the record behind an SMT (null = dropped), the answer of a predicate, the bytes of a converter as text. */
export async function runExample(definition: PluginInfo, example: PluginExample): Promise<unknown> {
  try {
    return await outcomeOf(definition, example)
  } catch (error) {
    throw new Error(`The example "${example.title}" of ${definition.name} fails`, { cause: error })
  }
}

async function outcomeOf(definition: PluginInfo, { config, given }: PluginExample): Promise<unknown> {
  const props = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]))
  const record = sourceRecord(given as TestRecord, 0)
  switch (definition.kind) {
    case 'transformation':
      return afterTransformation(definition as TransformationDefinition, props, record)
    case 'predicate': {
      const predicate = definition as PredicateDefinition
      return predicate.create(predicate.config.parse(props)).test(record)
    }
    case 'converter':
      return bytesOf(definition as ConverterDefinition, props, record)
    default:
      return undefined
  }
}

function afterTransformation(
  definition: TransformationDefinition,
  props: Readonly<Record<string, string>>,
  record: ConnectRecord,
): unknown {
  const after = definition.create(definition.config.parse(props), { variant: 'value' }, props).apply(record)
  if (after === null) return null
  const shown = {
    topic: after.topic,
    partition: after.kafkaPartition,
    timestamp: after.timestamp,
    key: plain(after.key),
    keySchema: toShortSchema(after.keySchema),
    value: plain(after.value),
    valueSchema: toShortSchema(after.valueSchema),
    headers: Object.fromEntries([...after.headers].map(({ key, value }) => [key, plain(value)])),
  }
  const isSaid = ([name, value]: readonly [string, unknown]) =>
    name === 'value' ||
    (name === 'topic' ? value !== 'test' : value !== null && (name !== 'headers' || after.headers.size > 0))
  return Object.fromEntries(Object.entries(shown).filter(isSaid))
}

async function bytesOf(
  definition: ConverterDefinition,
  props: Readonly<Record<string, string>>,
  record: ConnectRecord,
): Promise<string> {
  const settings = { ...props, 'converter.type': 'value' }
  const registry = new MemoryRegistry()
  const context = { isKey: false, logger: silentLogger, registry: () => registry }
  const converter: Converter = definition.create(definition.config.parse(settings), context, settings)
  const bytes = await converter.fromConnectData(record.topic, record.valueSchema, record.value)
  const text = Buffer.from(bytes!).toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a page cannot show
  return /[\u0000-\u001f\u007f\ufffd]/.test(text)
    ? Buffer.from(bytes!)
        .toString('hex')
        .replace(/..(?=.)/g, '$& ')
    : text
}
