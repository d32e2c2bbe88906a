import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { builtinCatalogue } from '../../src/app/catalogue.ts'
import { compileText } from '../../src/compiler/index.ts'
import { sinkConnectorConfig, sinkExtensionConfig, sourceExtensionConfig } from '../../src/connect-config/index.ts'

const page = readFileSync('docs/errors.md', 'utf8')

test('the example of docs/errors.md compiles without a word', async () => {
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const { diagnostics, pipelines } = await compileText(yaml!, 'errors.yaml', { catalogue: builtinCatalogue() })
  expect(diagnostics).toEqual([])
  expect(pipelines[0]?.connectors).toHaveLength(2)
})

test('docs/errors.md names every key of error handling', () => {
  const keys = [sinkConnectorConfig, sinkExtensionConfig, sourceExtensionConfig].flatMap(({ keys: each }) =>
    Object.keys(each),
  )
  const short = (key: string) => key.replace('errors.deadletterqueue', '')
  const missing = keys.filter(
    (key) => key.startsWith('errors.') && !page.includes(`\`${key}\``) && !page.includes(`\`${short(key)}\``),
  )
  expect(missing).toEqual([])
})
