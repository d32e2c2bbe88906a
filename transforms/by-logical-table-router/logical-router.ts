import type { RecordShape } from '../../src/api/index.ts'
import {
  adjustName,
  isEnvelope,
  isEnvelopeSchema,
  type NameAdjustment,
  perSchema,
  requireStruct,
} from '../../src/api/transform-kit/index.ts'
import { type ConnectRecord, type Schema, SchemaBuilder, Schemas, Struct } from '../../src/data/index.ts'
import { compileReplacement, type JavaPattern } from '../../src/java/index.ts'

export interface LogicalRouterSettings {
  readonly topicRegex: JavaPattern
  readonly topicReplacement: string
  readonly enforcesUniqueness: boolean
  readonly keyFieldName: string
  readonly keyRegex: JavaPattern | null
  readonly keyReplacement: string | null
  readonly adjustment: NameAdjustment
}

/** Everything of a schema but its name. */
function basicsWithoutName(source: Schema, withFields: boolean): SchemaBuilder {
  const builder = SchemaBuilder.struct()
  if (source.version !== null) builder.version(source.version)
  if (source.doc !== null) builder.doc(source.doc)
  if (source.parameters !== null) builder.parameters(source.parameters)
  if (source.isOptional) builder.optional()
  if (withFields) for (const field of source.fields) builder.field(field.name, field.schema)
  return builder
}

const isRow = (name: string) => name === 'before' || name === 'after'

/**
 * What ByLogicalTableRouter does to one record. New schemas are remembered by the old schema alone, as in Java: the name of the topic that
 * came first stays.
 */
export class LogicalRouter {
  readonly #settings: LogicalRouterSettings
  readonly #replaceTopic: (topic: string) => string
  readonly #replaceKey: (topic: string) => string
  #newTopic = ''
  readonly #keySchema = perSchema((schema) => {
    const builder = basicsWithoutName(schema, true).name(this.#adjusted('.Key'))
    if (this.#settings.enforcesUniqueness) builder.field(this.#settings.keyFieldName, Schemas.STRING)
    return builder.build()
  })
  readonly #envelopeSchema = perSchema((schema) => this.#renamedEnvelope(schema))

  constructor(settings: LogicalRouterSettings) {
    this.#settings = settings
    const replaceTopic = compileReplacement(settings.topicRegex, settings.topicReplacement)
    this.#replaceTopic = (topic) => settings.topicRegex.replaceFirst(topic, replaceTopic)
    const { keyRegex, keyReplacement } = settings
    const replaceKey = keyRegex === null ? null : compileReplacement(keyRegex, keyReplacement ?? '')
    this.#replaceKey = (topic) => (keyRegex?.matches(topic) ? keyRegex.replaceFirst(topic, replaceKey!) : topic)
  }

  apply<R extends ConnectRecord>(record: R): R {
    const { topic } = record
    if (!this.#renames(topic)) return record
    const key = record.key === null ? null : this.#key(requireStruct(record.key, 'Updating schema'), topic)
    const routed = record.withTopic(this.#newTopic).withKey(key?.schema ?? null, key)
    if (record.value === null || !isEnvelope(record)) return routed
    const envelope = this.#envelope(requireStruct(record.value, 'Updating schema'))
    return routed.withValue(envelope.schema, envelope)
  }

  /** The shape behind this step, for records of one topic; without the topic it is not known. Throws DataException for a key that is no struct. */
  shape(input: RecordShape): RecordShape {
    if (input.topic === undefined) return { keySchema: undefined, valueSchema: undefined }
    if (!this.#renames(input.topic)) return input
    const { keySchema, valueSchema } = input
    return {
      topic: this.#newTopic,
      keySchema: keySchema && this.#keySchema(keySchema),
      valueSchema: valueSchema && isEnvelopeSchema(valueSchema) ? this.#envelopeSchema(valueSchema) : valueSchema,
    }
  }

  /** Whether records of the topic get a new one, which is then `#newTopic`. */
  #renames(topic: string): boolean {
    if (!this.#settings.topicRegex.matches(topic)) return false
    this.#newTopic = this.#replaceTopic(topic)
    return this.#newTopic !== ''
  }

  #adjusted(suffix: string): string {
    return adjustName(this.#newTopic + suffix, this.#settings.adjustment)
  }

  #key(old: Struct, topic: string): Struct {
    const key = new Struct(this.#keySchema(old.schema))
    for (const field of old.schema.fields) key.put(field.name, old.values[field.index])
    if (this.#settings.enforcesUniqueness) key.put(this.#settings.keyFieldName, this.#replaceKey(topic))
    return key
  }

  #renamedEnvelope(schema: Schema): Schema {
    const row = (schema.field('before') ?? schema.field('after'))?.schema
    const newRow = row && basicsWithoutName(row, true).name(this.#adjusted('.Value')).build()
    const builder = basicsWithoutName(schema, false)
    for (const field of schema.fields) builder.field(field.name, newRow && isRow(field.name) ? newRow : field.schema)
    return builder.name(this.#adjusted('.Envelope')).build()
  }

  #envelope(old: Struct): Struct {
    const envelope = new Struct(this.#envelopeSchema(old.schema))
    for (const field of old.schema.fields) {
      const value = old.get(field)
      const target = envelope.schema.field(field.name)!
      const row = isRow(field.name) && value !== null ? requireStruct(value, 'Updating schema') : null
      envelope.put(target, row === null ? value : Struct.of(target.schema, row.values.slice()))
    }
    return envelope
  }
}
