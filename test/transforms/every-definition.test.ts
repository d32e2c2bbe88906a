import { describe, expect, test } from 'vitest'
import { loadDefinitions } from './definitions.ts'

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
