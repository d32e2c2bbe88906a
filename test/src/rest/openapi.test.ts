import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApi, ROLES, routes } from '../../../src/rest/index.ts'

interface Document {
  readonly info: { readonly version: string }
  readonly paths: Record<string, Record<string, { readonly operationId: string; readonly 'x-role': string }>>
}

test('docs/reference/openapi.json is the route table as it is now', () => {
  const page = JSON.parse(
    readFileSync(new URL('../../../docs/reference/openapi.json', import.meta.url), 'utf8'),
  ) as Document
  expect(page).toEqual(JSON.parse(JSON.stringify(openApi(page.info.version))))
})

test('every public call is there, with a name of its own and a role', () => {
  const { paths } = openApi('1') as Document
  const operations = Object.values(paths).flatMap((each) => Object.values(each))
  expect(operations).toHaveLength(routes.filter((route) => !route.isInternal).length)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const operation of operations) expect(ROLES).toContain(operation['x-role'])
})
