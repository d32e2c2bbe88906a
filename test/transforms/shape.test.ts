import { expect, test } from 'vitest'
import type { RecordShape } from '../../src/api/index.ts'
import { type Schema, SchemaBuilder, Schemas } from '../../src/data/index.ts'
import { isDataException } from '../../src/errors/index.ts'
import { javaCases } from '../golden/java-cases.ts'
import { decodeRecord, encodePair } from '../golden/neutral/record.ts'
import { canonical, type Neutral } from './canonical.ts'
import { loadDefinitions } from './definitions.ts'
import { answer, type Case } from './run-case.ts'

const definitions = await loadDefinitions()

/** A shape with the schemas of a case's record. */
function shapeOf(vector: Case): RecordShape {
  const record = decodeRecord(vector.record, vector.kind)
  return { topic: record.topic, keySchema: record.keySchema, valueSchema: record.valueSchema }
}

test('every SMT says what it makes of a shape', () => {
  const silent = [...definitions.values()].filter((each) => each.kind !== 'predicate' && each.shape === undefined)
  expect(silent.map(({ name }) => name)).toEqual([])
})

test('the shape after a step is the topic and the schemas that its records have', () => {
  let compared = 0
  const comparedSmts = new Set<string>()
  const cases = [...javaCases<Case>('transforms'), ...javaCases<Case>('debezium')]
  const wrong = cases.flatMap((vector) => {
    const definition = definitions.get(vector.class)!
    if (definition.kind === 'predicate' || definition.shape === undefined) return []
    const result = answer(definition, vector)['record'] as
      | Record<string, { schema: Neutral; value: Neutral }>
      | undefined
    const isDebezium = vector.class.startsWith('io.debezium.')
    const before = shapeOf(vector)
    if (result === undefined || before.valueSchema === null || vector.record.value?.value == null) return []
    if (vector.class.endsWith('$Key') && vector.record.key?.value == null) return []
    const config = definition.config.parse(vector.config)
    let after: RecordShape
    try {
      after = definition.shape(before, config, { variant: vector.class.endsWith('$Key') ? 'key' : 'value' })
    } catch (error) {
      // A missing field that Java ignores may be refused before deploy; Debezium ignores none.
      return isDataException(error) && !isDebezium ? [] : [`${vector.id}: ${(error as Error).message}`]
    }
    const { topic } = result as unknown as { topic: string }
    if (after.topic !== undefined && after.topic !== topic) return [`${vector.id} topic ${after.topic}, not ${topic}`]
    return (['key', 'value'] as const).flatMap((side) => {
      const schema = side === 'key' ? after.keySchema : after.valueSchema
      // The shape is the one of rows; Debezium's SMTs make tombstones with other schemas or none.
      if (schema === undefined || (isDebezium && result[side]!.value === null)) return []
      compared++
      comparedSmts.add(definition.name)
      const predicted = canonical(encodePair(schema, null).schema as unknown as Neutral)
      const actual = canonical(result[side]!.schema)
      return predicted === actual
        ? []
        : [`${vector.id} ${side} ${JSON.stringify(vector.config)}\n ${predicted}\n ${actual}`]
    })
  })
  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(1000)
  for (const name of ['event-router', 'by-logical-table-router', 'to-logical-topic-router', 'header-to-value'])
    expect(comparedSmts).toContain(name)
})

const shapeAfter = (className: string, config: Record<string, string>, before: RecordShape) => {
  const definition = definitions.get(className)!
  if (definition.kind === 'predicate') throw new Error('not an SMT')
  return definition.shape!(before, definition.config.parse(config), { variant: 'value' })
}

test('a shape without the field is refused with its name', () => {
  const valueSchema = SchemaBuilder.struct().field('id', Schemas.INT64).build()
  const shape: RecordShape = { keySchema: null, valueSchema }
  const after = (className: string, config: Record<string, string>) => shapeAfter(className, config, shape)
  const kafka = 'org.apache.kafka.connect.transforms.'
  expect(after(`${kafka}Cast$Value`, { spec: 'orderid:string' }).absentFields).toEqual(['orderid'])
  expect(after(`${kafka}MaskField$Value`, { fields: 'id' }).absentFields).toBeUndefined()
  expect(() => after(`${kafka}ExtractField$Value`, { field: 'orderid' })).toThrow('orderid')
  expect(() => after(`${kafka}ValueToKey`, { fields: 'orderid' })).toThrow('orderid')
  expect(() => after(`${kafka}HeaderFrom$Value`, { fields: 'orderid', headers: 'h', operation: 'copy' })).toThrow(
    'orderid',
  )
})

function envelopeOf(columns: readonly string[]): Schema {
  const row = SchemaBuilder.struct().name('db.shop.outbox.Value').optional()
  for (const column of columns) row.field(column, Schemas.STRING)
  return SchemaBuilder.struct().name('db.shop.outbox.Envelope').field('after', row.build()).build()
}

const usual = ['id', 'aggregatetype', 'aggregateid', 'payload']
const outboxOf = (columns: readonly string[]): RecordShape => ({
  ...{ topic: 'outbox', keySchema: null, valueSchema: envelopeOf(columns) },
})

test('an outbox table without a column of every event is refused with its name', () => {
  const after = (columns: readonly string[], config: Record<string, string> = {}) =>
    shapeAfter('io.debezium.transforms.outbox.EventRouter', config, outboxOf(columns))
  expect(after(usual)).toEqual({ keySchema: Schemas.STRING, valueSchema: Schemas.STRING })
  for (const column of usual)
    expect(() => after(usual.filter((each) => each !== column))).toThrow(`${column} is not a valid field name`)
  const additional = { 'table.fields.additional.placement': 'tenant:header' }
  expect(() => after(usual, additional)).toThrow('tenant is not a valid field name')
  expect(after(usual, { ...additional, 'table.field.additional.missing': 'ignore' }).valueSchema).toBe(Schemas.STRING)
})

test('what only records can tell is unknown', () => {
  const outbox = outboxOf(usual)
  const after = (className: string, config: Record<string, string>) =>
    shapeAfter(`io.debezium.transforms.${className}`, config, outbox)
  expect(after('outbox.EventRouter', { 'table.expand.json.payload': 'true' }).valueSchema).toBeUndefined()
  expect(
    after('outbox.EventRouter', { 'table.fields.additional.placement': 'id:envelope' }).valueSchema,
  ).toBeUndefined()
  expect(after('HeaderToValue', { headers: 'h', fields: 'f', operation: 'copy' })).toEqual({
    ...{ topic: 'outbox', keySchema: null, valueSchema: undefined },
  })
  expect(after('ExtractNewRecordState', {}).topic).toBe('outbox')
  expect(after('ExtractNewRecordState', { 'route.by.field': 'id' }).topic).toBeUndefined()
  expect(after('ExtractNewRecordState', { 'drop.fields.header.name': 'h' }).valueSchema).toBeUndefined()
})

test('a router of tables renames the topic and the schemas, and says nothing without the topic', () => {
  const config = { 'topic.regex': '(.*)box', 'topic.replacement': '$1put' }
  const { topic, ...rest } = outboxOf(usual)
  const className = 'io.debezium.transforms.ByLogicalTableRouter'
  const routed = shapeAfter(className, config, { ...rest, topic: topic! })
  expect([routed.topic, routed.keySchema, routed.valueSchema?.name]).toEqual(['output', null, 'output.Envelope'])
  expect(shapeAfter(className, config, rest)).toEqual({ keySchema: undefined, valueSchema: undefined })
  expect(shapeAfter(className, config, { ...rest, topic: 'other' })).toEqual({ ...rest, topic: 'other' })
})
