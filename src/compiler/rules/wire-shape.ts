import type { ConverterDefinition, RecordShape, WireFormat } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { isDataException } from '../../errors/index.ts'
import type { PluginSpec, SinkSpec, SourceSpec } from '../../spec/index.ts'
import { hasProviderReference } from '../config-text.ts'
import type { RuleInput } from './rule.ts'
import { matchesTopic } from './topic-regex.ts'

export function readsTopic({ topics }: SinkSpec, topic: string): boolean {
  if (topics === null) return false
  return 'regex' in topics ? matchesTopic(topics.regex, topic) : topics.includes(topic)
}

/**
 * The shape of the records that a sink reads from a topic that the source of the same pipeline writes. Reports a converter that cannot read what
 * the other one writes, such as JSON with and without schemas.
 */
export function readShape(source: SourceSpec, sink: SinkSpec, written: RecordShape, input: RuleInput): RecordShape {
  const side = (part: 'key' | 'value', schema: Schema | null | undefined) => {
    const writer = wireOf(source.converters[part], input)
    const reader = wireOf(sink.converters[part], input)
    const place = sink.converters[part]?.pointer
    if (!writer || !reader || place === undefined) return undefined
    return read(writer, reader, schema, (reason) => reportUnreadable({ part, place, writer, reason }, source, input))
  }
  return {
    ...(written.topic !== undefined && { topic: written.topic }),
    keySchema: side('key', written.keySchema),
    valueSchema: side('value', written.valueSchema),
  }
}

function wireOf(plugin: PluginSpec | null, { context }: RuleInput): WireFormat | undefined {
  if (!plugin) return undefined
  const definition = context.definitions.get(plugin.pointer)?.definition as ConverterDefinition | undefined
  if (!definition?.wire || Object.values(plugin.config).some(hasProviderReference)) return undefined
  try {
    return definition.wire(definition.config.parse({ ...plugin.config, 'converter.type': 'value' }))
  } catch {
    return undefined
  }
}

function read(
  writer: WireFormat,
  reader: WireFormat,
  schema: Schema | null | undefined,
  report: (reason: string) => void,
) {
  try {
    return reader.reads(writer.writes, schema)
  } catch (error) {
    if (!isDataException(error)) throw error
    report(error.message)
    return undefined
  }
}

interface Unreadable {
  readonly part: 'key' | 'value'
  readonly place: string
  readonly writer: WireFormat
  readonly reason: string
}

function reportUnreadable(
  { part, place, writer, reason }: Unreadable,
  source: SourceSpec,
  { context }: RuleInput,
): void {
  context.report.add({
    code: 'SLW2010',
    message: `The sink cannot read the ${part}s that the source of this pipeline writes as ${writer.writes}: ${reason.replace(/[.!]$/, '')}.`,
    pointer: place,
    hint: 'Give both ends the same converter with the same settings.',
    related: [
      { message: 'they are written with this converter', pointer: source.converters[part]?.pointer ?? source.pointer },
    ],
  })
}
