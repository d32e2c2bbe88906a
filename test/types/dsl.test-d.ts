/** Checked by the type checker alone: each `@ts-expect-error` fails the run when the line below it compiles. */
import {
  ConfigDef,
  type ConfigInput,
  cast,
  extractField,
  fileSink,
  fileSource,
  filter,
  json,
  map,
  pipeline,
  recordIsTombstone,
  regexRouter,
  string,
  tolerate,
} from 'sluiceway'

const source = fileSource({ file: 'in.txt', topic: 'lines', 'batch.size': 10 })
const sink = fileSink({ file: 'out.txt' })

// What is right compiles.
pipeline('right', {
  source: source
    .tasks(2)
    .named('x')
    .through(
      cast({ spec: ['a:string', 'b:int32'] }),
      cast.key({ spec: 'string' }),
      extractField.value({ field: 'a' }).when('empty').alias('a'),
      regexRouter({ regex: '(.*)', replacement: 'x-$1' }).unless(recordIsTombstone()),
      map((record) => record.withTopic('y').withValue(record.valueSchema, 1)),
      map((record) => (record.key === null ? null : record)),
      filter((record) => record.value !== null),
    )
    .as({ key: string(), value: json({ 'schemas.enable': false, 'decimal.format': 'NUMERIC' }), header: string() })
    .onError(tolerate({ log: true, retry: '5m' })),
  sinks: {
    out: sink.from('a', 'b').onError(tolerate({ dlq: { topic: 'dead', replication: 1 } })),
    all: sink.from(/.*/),
  },
  predicates: { empty: recordIsTombstone() },
})
fileSource({
  topic: 'lines',
  'batch.size': '10',
  'producer.override.linger.ms': 5,
  'topic.creation.default.partitions': -1,
})
fileSource({ topic: '${env:TOPIC}', 'batch.size': '${env:SIZE}' })
fileSink()
json()

// A wrong key, a wrong type, a missing key.
// @ts-expect-error unknown key
fileSource({ topic: 'lines', fiel: 'in.txt' })
// @ts-expect-error a number is asked for
fileSource({ topic: 'lines', 'batch.size': 'ten' })
// @ts-expect-error `topic` is required
fileSource({ file: 'in.txt' })
// @ts-expect-error settings are required
fileSource()
// @ts-expect-error a boolean is asked for
json({ 'schemas.enable': 'maybe' })
// @ts-expect-error overrides of consumers belong to sinks
fileSource({ topic: 'lines', 'consumer.override.max.poll.records': 5 })
// @ts-expect-error `spec` is required
cast.value({})
// @ts-expect-error unknown key
cast.value({ spec: 'string', of: 'key' })
// @ts-expect-error this SMT has no key and value
regexRouter.key({ regex: 'a', replacement: 'b' })
// @ts-expect-error the converter knows by its place what it converts
json({ 'converter.type': 'key' })

// Parts in the wrong place.
// @ts-expect-error a source reads no topics
source.from('lines')
// @ts-expect-error a converter is no SMT
source.through(json())
// @ts-expect-error an SMT is no converter
source.as({ value: cast({ spec: 'string' }) })
// @ts-expect-error a predicate is no converter
source.as({ value: recordIsTombstone() })
// @ts-expect-error a source is no sink
pipeline('wrong', { sinks: { out: source } })
// @ts-expect-error a sink is no source
pipeline('wrong', { source: sink })
// @ts-expect-error names or one expression
sink.from(/a/, /b/)
// @ts-expect-error unknown option
tolerate({ dql: 'dead' })

// Inline functions are synchronous and give a record.
// @ts-expect-error a promise
map(async (record) => record)
// @ts-expect-error nothing is returned
map((record) => {
  record.withTopic('x')
})
// @ts-expect-error a record is no condition
filter((record) => record)

// The types of a plugin's own configuration come from its ConfigDef.
const config = new ConfigDef({
  url: { type: 'STRING', importance: 'HIGH', doc: 'Where.' },
  size: { type: 'INT', default: 1, importance: 'LOW', doc: 'How much.' },
  names: { type: 'LIST', default: [], importance: 'LOW', doc: 'Which.' },
} as const)
export const input: ConfigInput<typeof config.keys> = { url: 'x', names: ['a'] }
// @ts-expect-error `url` is required
export const incomplete: ConfigInput<typeof config.keys> = { size: 1 }
export const parsed: { readonly url: string; readonly size: number; readonly names: readonly string[] } = config.parse(
  {},
)
// @ts-expect-error a parsed INT is a number
export const notText: string = config.parse({}).size
