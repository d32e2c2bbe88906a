import { describe, expect, test } from 'vitest'
import type { RecordShape } from '../../src/api/index.ts'
import { SchemaBuilder, Schemas } from '../../src/data/index.ts'
import { isDataException } from '../../src/errors/index.ts'
import { javaCases } from '../golden/java-cases.ts'
import { decodeRecord, encodePair } from '../golden/neutral/record.ts'
import { canonical, type Neutral } from './canonical.ts'
import { loadDefinitions } from './definitions.ts'
import { answer, type Case } from './run-case.ts'

const definitions = await loadDefinitions()
const distinct = [...new Set(definitions.values())]

const asText = (config: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]))

describe.each(distinct.map((definition) => ({ name: definition.name, definition })))('$name', ({ definition }) => {
  test('has examples whose configuration is accepted', () => {
    expect(definition.examples?.length).toBeGreaterThan(0)
    for (const { config } of definition.examples!) {
      const props = asText(config)
      const errors = definition.config.validate(props).flatMap(({ errorMessages }) => errorMessages)
      expect(errors).toEqual([])
      if (definition.kind === 'predicate') definition.create(definition.config.parse(props))
      else definition.create(definition.config.parse(props), { variant: 'value' }, props)
    }
  })

  test('says what it is and what each key means', () => {
    expect(definition.summary).toMatch(/\.$/)
    for (const key of Object.values(definition.config.keys)) expect(key.doc.length).toBeGreaterThan(5)
  })
})

test('names are unique', () => {
  const names = distinct.map(({ kind, name }) => `${kind} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})

/** A shape with the schemas of a case's record. */
function shapeOf(vector: Case): RecordShape {
  const record = decodeRecord(vector.record, vector.kind)
  return { topic: record.topic, keySchema: record.keySchema, valueSchema: record.valueSchema }
}

test('the shape after a step is the schema that its records have', () => {
  let compared = 0
  const wrong = javaCases<Case>('transforms').flatMap((vector) => {
    const definition = definitions.get(vector.class)!
    if (definition.kind === 'predicate' || definition.shape === undefined) return []
    const result = answer(definition, vector)['record'] as
      | Record<string, { schema: Neutral; value: Neutral }>
      | undefined
    const before = shapeOf(vector)
    if (result === undefined || before.valueSchema === null || vector.record.value?.value == null) return []
    if (vector.class.endsWith('$Key') && vector.record.key?.value == null) return []
    const config = definition.config.parse(vector.config)
    let after: RecordShape
    try {
      after = definition.shape(before, config, { variant: vector.class.endsWith('$Key') ? 'key' : 'value' })
    } catch (error) {
      // A missing field that Java ignores may be refused before deploy.
      return isDataException(error) ? [] : [`${vector.id}: ${(error as Error).message}`]
    }
    return (['key', 'value'] as const).flatMap((side) => {
      const schema = side === 'key' ? after.keySchema : after.valueSchema
      if (schema === undefined) return []
      compared++
      const predicted = canonical(encodePair(schema, null).schema as unknown as Neutral)
      const actual = canonical(result[side]!.schema)
      return predicted === actual
        ? []
        : [`${vector.id} ${side} ${JSON.stringify(vector.config)}\n ${predicted}\n ${actual}`]
    })
  })
  expect(wrong).toEqual([])
  expect(compared).toBeGreaterThan(1000)
})

test('a shape without the field is refused with its name', () => {
  const valueSchema = SchemaBuilder.struct().field('id', Schemas.INT64).build()
  const shape: RecordShape = { keySchema: null, valueSchema }
  const after = (className: string, config: Record<string, string>) => {
    const definition = definitions.get(className)!
    if (definition.kind === 'predicate') throw new Error('not an SMT')
    return definition.shape!(shape, definition.config.parse(config), { variant: 'value' })
  }
  const kafka = 'org.apache.kafka.connect.transforms.'
  expect(after(`${kafka}Cast$Value`, { spec: 'orderid:string' }).absentFields).toEqual(['orderid'])
  expect(after(`${kafka}MaskField$Value`, { fields: 'id' }).absentFields).toBeUndefined()
  expect(() => after(`${kafka}ExtractField$Value`, { field: 'orderid' })).toThrow('orderid')
  expect(() => after(`${kafka}ValueToKey`, { fields: 'orderid' })).toThrow('orderid')
  expect(() => after(`${kafka}HeaderFrom$Value`, { fields: 'orderid', headers: 'h', operation: 'copy' })).toThrow(
    'orderid',
  )
})
