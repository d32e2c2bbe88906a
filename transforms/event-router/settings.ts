import { DebeziumSettings, type NameAdjustment } from '../../src/api/transform-kit/index.ts'
import { JavaException } from '../../src/errors/index.ts'
import { type JavaPattern, javaSplit } from '../../src/java/index.ts'
import type { JsonExpansion } from './json-schema-data.ts'

export interface AdditionalField {
  readonly field: string
  readonly placement: 'header' | 'envelope' | 'partition'
  readonly alias: string
}

export interface EventRouterSettings {
  readonly onUpdate: 'warn' | 'error' | 'fatal'
  readonly idField: string
  readonly keyField: string
  readonly timestampField: string | null
  readonly payloadField: string
  readonly versionField: string | null
  readonly routeByField: string
  readonly routeRegex: JavaPattern
  readonly routeReplacement: string
  readonly tombstoneOnEmpty: boolean
  /** Null when payloads are left as they are. */
  readonly expansion: JsonExpansion | null
  readonly additional: readonly AdditionalField[]
  readonly failsOnMissing: boolean
}

const modes: readonly NameAdjustment[] = ['none', 'avro', 'avro_unicode']

export function readSettings(props: Readonly<Record<string, unknown>>): EventRouterSettings {
  const from = new DebeziumSettings(props)
  const additional = from.list('table.fields.additional.placement')
  const isMalformed = additional.some((item) => ![2, 3].includes(javaSplit(item, ':').length))
  if (isMalformed)
    from.report(
      'table.fields.additional.placement',
      `A comma-separated list of valid String pairs or trios is expected but got: [${additional.join(', ')}]`,
    )
  const failsOnMissing = from.choice('table.field.additional.missing', ['error', 'ignore'], 'error') === 'error'
  const routeRegex = from.regex('route.topic.regex', '(?<routedByValue>.*)')
  const onUpdate = from.choice('table.op.invalid.behavior', ['warn', 'error', 'fatal'], 'warn')
  const nullFields = from.choice('table.json.payload.null.behavior', ['ignore', 'optional_bytes'], 'ignore')
  const emptyArrays = from.choice('table.json.payload.empty.array.behavior', ['ignore', 'optional_string'], 'ignore')
  from.refuseFirstProblem()
  const adjustment = (from.text('field.name.adjustment.mode', 'none') ?? 'none').toLowerCase()
  return {
    onUpdate,
    idField: from.text('table.field.event.id', 'id'),
    keyField: from.text('table.field.event.key', 'aggregateid'),
    timestampField: from.text('table.field.event.timestamp', null),
    payloadField: from.text('table.field.event.payload', 'payload'),
    versionField: from.text('table.field.event.schema.version', null),
    routeByField: from.text('route.by.field', 'aggregatetype'),
    routeRegex: routeRegex!,
    routeReplacement: from.text('route.topic.replacement', 'outbox.event.${routedByValue}'),
    tombstoneOnEmpty: from.flag('route.tombstone.on.empty.payload', false),
    expansion: from.flag('table.expand.json.payload', false)
      ? { nullFields, emptyArrays, fieldNames: modes.find((mode) => mode === adjustment) ?? 'none' }
      : null,
    additional: additional.map(parseAdditional),
    failsOnMissing,
  }
}

function parseAdditional(item: string): AdditionalField {
  const [field = '', placement = '', alias] = javaSplit(item, ':').map((part) => part.trim())
  const known = (['header', 'envelope', 'partition'] as const).find((value) => value === placement.toLowerCase())
  if (known === undefined)
    throw new JavaException('java.lang.NullPointerException', `No placement is called ${placement}`)
  return { field, placement: known, alias: alias ?? field }
}
