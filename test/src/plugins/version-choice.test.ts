import { expect, test } from 'vitest'
import { Catalogue, type CatalogueEntry, chooseVersion } from '../../../src/plugins/index.ts'

const entry = (version: string): CatalogueEntry => ({
  kind: 'transformation',
  name: 'shout',
  classes: ['com.example.Shout'],
  summary: '',
  version,
  passwords: [],
  module: `module of ${version}`,
  load: () => Promise.reject(new Error('not needed')),
})

const catalogue = new Catalogue(['1.1', '2.0', '1.0', '2.1-rc1', '2.0.0'].map(entry))
const resolved = catalogue.resolve('transformation', 'Shout')!
const chosen = (version: string | null, beside?: string) =>
  chooseVersion(resolved, { version, beside: beside === undefined ? undefined : `module of ${beside}` }).entry.version

test('a class has every version, oldest first and none twice; the newest counts', () => {
  expect(resolved.versions.map(({ version }) => version)).toEqual(['1.0', '1.1', '2.0', '2.1-rc1'])
  expect(resolved.entry.version).toBe('2.1-rc1')
})

// What a Java worker of Kafka 4.3.1 used, with the same four versions.
test.each([
  [null, undefined, '2.1-rc1'],
  ['latest', undefined, '2.1-rc1'],
  ['1.1', undefined, '1.1'],
  [' 1.1 ', undefined, '1.1'],
  ['[1.0,2.0)', undefined, '1.1'],
  ['(,2.1)', undefined, '2.1-rc1'],
  ['[1.0],[2.0]', undefined, '2.0'],
  [null, '1.0', '1.0'],
  ['latest', '1.0', '1.0'],
  ['[1.0,2.0)', '1.0', '1.0'],
  ['[1.1,2.0]', '1.0', '2.0'],
  ['2.1-rc1', '1.0', '2.1-rc1'],
])('%s beside a connector of %s is %s', (version, beside, expected) => {
  expect(chosen(version, beside)).toBe(expected)
})

test.each([
  ['9.9', '[9.9,9.9]'],
  ['[3.0,)', '[3.0,)'],
  ['', '[,]'],
  ['Latest', '[Latest,Latest]'],
])('%o is no version that is there', (version, range) => {
  expect(() => chosen(version)).toThrow(
    `Plugin com.example.Shout not found that matches the version range ${range}, available versions: [1.0, 1.1, 2.0, 2.1-rc1]`,
  )
})

test.each([
  ['[1', 'Unbounded range: [1'],
  ['[2.0,1.0]', 'Range defies version ordering: [2.0,1.0]'],
  ['[1.0,1.0)', 'Range defies version ordering: [1.0,1.0)'],
])('%s is no range', (version, message) => {
  expect(() => chosen(version)).toThrow(message)
})
