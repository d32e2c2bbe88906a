import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
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

test("the document is one by OpenAPI's own schema, and the check can fail", async () => {
  const document = JSON.parse(JSON.stringify(openApi('1'))) as Record<string, unknown>
  const check = async (each: object) => new Validator().validate(each as never)
  expect(await check(document)).toMatchObject({ valid: true })
  expect((await check({ ...document, paths: { noSlash: { get: { responses: 'none' } } } })).valid).toBe(false)
})

test('each parameter of a path is declared, and nothing else is', () => {
  const { paths } = openApi('1') as unknown as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string; required?: boolean }[] }>>
  }
  for (const [path, operations] of Object.entries(paths))
    for (const [method, { parameters = [] }] of Object.entries(operations)) {
      const declared = parameters.filter((each) => each.in === 'path')
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(
        declared.map(({ name }) => name),
        `${method} ${path}`,
      ).toEqual(inPath)
      expect(declared.every(({ required }) => required === true)).toBe(true)
    }
})
