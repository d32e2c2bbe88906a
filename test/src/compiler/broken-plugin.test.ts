import { expect, test } from 'vitest'
import { compileText } from '../../../src/compiler/index.ts'
import { Catalogue } from '../../../src/plugins/index.ts'
import { fewPlugins } from './plugins.ts'

test('a plugin whose code does not load is a diagnostic at its place', async () => {
  const broken = new Catalogue([
    ...fewPlugins.list(),
    {
      kind: 'transformation',
      name: 'broken',
      classes: ['com.example.Broken'],
      summary: 'Fails.',
      version: '1',
      passwords: [],
      load: () => Promise.reject(new Error('driver missing')),
    },
  ])
  const { pipelines, diagnostics } = await compileText(
    'name: x\nsource:\n  connector: file-source\n  config: { topic: x }\n  transforms: [ broken ]\n',
    'x.yaml',
    { catalogue: broken },
  )
  expect(pipelines).toEqual([])
  expect(diagnostics).toMatchObject([
    { code: 'SLW3002', message: '"broken" could not be loaded: driver missing', at: { line: 5, column: 17 } },
  ])
})
