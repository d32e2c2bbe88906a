import { pipelineFileSchema } from '../../src/spec/index.ts'
import { pageBanner } from './write-reference.ts'

interface Node {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly additionalProperties?: boolean | Node
}

const { source, sinks } = pipelineFileSchema.properties

const sections: readonly (readonly [heading: string, intro: string, node: Node])[] = [
  ['A pipeline', 'At most one source and any number of sinks, at least one of either.', pipelineFileSchema as Node],
  ['A source', 'Everything under `config` is a Kafka Connect key of the connector.', source as Node],
  ['A sink', 'As a source, and the topics it reads.', sinks.additionalProperties as Node],
  ['A step of `transforms`', 'The name of an SMT alone, or a mapping.', source.properties.transforms.items as Node],
  ['A converter or predicate', 'Its name alone, or a mapping.', source.properties.key as Node],
  ['`errors`', 'Durations: milliseconds, or `500ms`, `30s`, `5m`, `1h30m`.', source.properties.errors as Node],
  ['`errors.retry`', 'A duration, or a mapping.', source.properties.errors.properties.retry as Node],
  ['`errors.dlq`', 'The name of a topic, or a mapping.', source.properties.errors.properties.dlq as Node],
  ['`errors.budget`', 'A number of errors, or a mapping.', source.properties.errors.properties.budget as Node],
  ['`errors.restart`', 'A number of attempts, or a mapping.', source.properties.errors.properties.restart as Node],
]

const typescript = [
  '## In TypeScript',
  '',
  'Every plugin has a factory, named after it in camel case, whose argument is its `config`. Everything comes from `sluiceway`.',
  'Builders are immutable: each method gives a changed copy.',
  '',
  '| | |',
  '|---|---|',
  '| `pipeline(name, { source, sinks, predicates, description })` | the pipeline: the default export of the module |',
  '| `.through(...steps)` | adds SMTs to a source or sink, in order |',
  '| `.as({ key, value, header })` | converters |',
  '| `.from(...topics)`, `.from(/regex/)` | what a sink reads |',
  '| `.tasks(n)`, `.named(name)` | `tasks` and `name` |',
  '| `.onError(tolerate({ retry, log, dlq, bisect, budget, restart }))`, `.onError(failFast({ retry, log, restart }))` | `errors` |',
  '| `.alias(name)` on a step | its name; default: that of the factory or function, numbered when it stands twice |',
  '| `.when(predicate)`, `.unless(predicate)` on a step | a predicate, or its alias in `predicates` |',
  '| `cast.key(...)`, `cast.value(...)` | SMTs with a key and a value variant; called directly they work on the value |',
  '| `map(fn)` | an SMT as a function: gives the changed record (`record.withTopic(...)`, `.withKey`, `.withValue`, `.withHeader`), or null to drop it |',
  '| `filter(fn)` | keeps the records for which the function is true |',
  '',
  'Inline functions must be synchronous. They run in the task: the module is bundled with everything it imports, loaded there, and the function is',
  'found by its place in the default export. So a module must describe the same pipeline wherever it is loaded.',
  '',
]

/** `docs/reference/pipeline-file.md`: every key of a pipeline file. */
export function pipelineFilePage(): string {
  return [
    pageBanner,
    '# A pipeline file',
    '',
    'A pipeline is one YAML document (several in a file are separated by `---`), or the default export of a TypeScript module (one, or a list).',
    'Connectors are named after the pipeline: `<pipeline>` when there is one, else `<pipeline>-source` and `<pipeline>-<sink id>`; `name` on a',
    'source or sink wins. Offsets and consumer groups hang on these names.',
    '',
    "Values are Kafka Connect's: `${env:NAME}`, `${file:path:key}` and `${directory:path:file}` are resolved where the connector runs. Anchors, aliases and",
    'merge keys (`<<`) of YAML work. For completion in an editor, start the file with',
    '`# yaml-language-server: $schema=./node_modules/sluiceway/dist/schema/pipeline.schema.json`.',
    '',
    'Avro, Protobuf and JSON Schema converters without `schema.registry.url` (or with `embedded`) use the registry of the place where they run: the one of',
    '`pipeline run`, `dev` or `test`, or the URL in `SLUICEWAY_SCHEMA_REGISTRY_URL`, which wins. On a Kafka cluster of yours `run` wants to be told the URL.',
    'How the chains are tested: [Testing pipelines](../testing.md).',
    '',
    ...sections.flatMap(([heading, intro, node]) => section(heading, intro, node)),
    ...typescript,
  ].join('\n')
}

function section(heading: string, intro: string, node: Node): string[] {
  const required = new Set(node.required)
  const rows = Object.entries(node.properties ?? {}).map(
    ([key, value]) =>
      `| \`${key}\` | ${typeText(value)} | ${required.has(key) ? '**required**. ' : ''}${value.description ?? ''} |`,
  )
  return [`## ${heading}`, '', intro, '', '| key | type | |', '|---|---|---|', ...rows, '']
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true, false',
  array: 'list',
  object: 'mapping',
}

function typeText(node: Node): string {
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ')
  return [node.type ?? []]
    .flat()
    .map((type) => words[type] ?? type)
    .join(', ')
}
