import { expect, test } from 'vitest'
import { javaCases } from '../golden/java-cases.ts'
import { loadDefinitions } from './definitions.ts'
import { answer, type Case, difference } from './run-case.ts'

/** Java prints these with numbers that differ from run to run, or with the class that its test harness used. */
const settle = (expected: Case['expect']): Case['expect'] =>
  JSON.parse(JSON.stringify(expected).replaceAll('java.util.LinkedHashMap', 'java.util.HashMap')) as Case['expect']

test.each(['transforms', 'debezium'])('answers %s as the Java code did', async (file) => {
  const definitions = await loadDefinitions()
  const cases = javaCases<Case>(file)
  expect(cases.length).toBeGreaterThan(900)
  const wrong = cases.flatMap((vector) => {
    const definition = definitions.get(vector.class)
    if (definition === undefined) return [`${vector.id}: no definition of ${vector.class}`]
    const found = difference(answer(definition, vector), settle(vector.expect), false)
    return found === null ? [] : [`${vector.id} ${JSON.stringify(vector.config)}\n ${found}`]
  })
  expect(wrong).toEqual([])
})

test('a wrong answer is reported', async () => {
  const definitions = await loadDefinitions()
  const [vector] = javaCases<Case>('transforms').filter(({ expect: wanted }) => wanted['record'] !== undefined)
  const changed = { ...vector!.expect, record: { ...(vector!.expect['record'] as object), topic: 'another' } }
  expect(difference(answer(definitions.get(vector!.class)!, vector!), changed, false)).not.toBeNull()
})
