import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileFiles } from '../../../src/compiler/index.ts'
import type { EvaluateOptions } from '../../../src/compiler/typescript/evaluate.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { fewPlugins } from './plugins.ts'

async function compile(source: string, evaluate: EvaluateOptions = {}) {
  const folder = tempDir()
  writeFileSync(join(folder, 'x.ts'), source)
  const { pipelines, diagnostics } = await compileFiles(['x.ts'], { catalogue: fewPlugins, cwd: folder, evaluate })
  return {
    pipelines,
    found: diagnostics.map(({ code, message, at }) => `${code} ${at?.line}:${at?.column} ${message}`),
  }
}

const valid =
  "import { fileSource, pipeline } from 'sluiceway'\nexport default pipeline('x', { source: fileSource({ topic: 'x' }) })\n"

test('a module that never returns is ended', async () => {
  const { found } = await compile('export default 1\nwhile (true) {}', { timeoutMs: 500 })
  expect(found).toEqual(['SLW1008 1:1 The module was not done after 0.5 s.'])
})

test('a module that eats memory is ended', async () => {
  const { found } = await compile('const all = []\nwhile (true) all.push({ a: [all.length] })', { heapMaxMb: 64 })
  expect(found).toEqual(['SLW1007 1:1 The module used more than 64 MiB of memory.'])
})

test('an error thrown in another file is shown there', async () => {
  const folder = tempDir()
  writeFileSync(
    join(folder, 'deep.ts'),
    `${'\n'.repeat(9)}export const fail = (): never => {\n  throw new TypeError('deep')\n}\n`,
  )
  writeFileSync(join(folder, 'x.ts'), "import { fail } from './deep.ts'\nexport default fail()\n")
  const { diagnostics } = await compileFiles(['x.ts'], { catalogue: fewPlugins, cwd: folder })
  expect(diagnostics[0]).toMatchObject({
    code: 'SLW1007',
    message: 'The module threw TypeError: deep',
    at: { file: 'deep.ts', line: 11, column: 9 },
  })
})

test('throwing something that is no error, and a rejected promise nobody awaits', async () => {
  expect((await compile('throw "soup"')).found).toEqual(['SLW1007 1:1 The module threw a value that is no Error: soup'])
  const late = await compile(`${valid}\nPromise.reject(new Error('late'))\nawait new Promise(() => {})`)
  expect(late.found[0]).toMatch(/SLW1007 4:16 The module threw Error: late/)
})

test('what the module prints does not mix with the output of the command', async () => {
  const printed: string[] = []
  const { found } = await compile(`console.log('out'); console.error('err')\n${valid}`, {
    output: (text) => printed.push(text),
  })
  expect(found).toEqual([])
  expect(printed.join('').split('\n').sort()).toEqual(['', 'err', 'out'])
})

test('JavaScript, enums, decorators and imports without extension load', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'x.mjs'), valid)
  writeFileSync(
    join(folder, 'other.ts'),
    "export enum Topic { A = 'a' }\nexport namespace N { export const b = 'b' }\n",
  )
  writeFileSync(
    join(folder, 'y.ts'),
    "import { Topic, N } from './other'\nimport { fileSource, pipeline } from 'sluiceway'\nexport default pipeline('y', { source: fileSource({ topic: Topic.A + N.b }) })",
  )
  const { pipelines, diagnostics } = await compileFiles(['x.mjs', 'y.ts'], { catalogue: fewPlugins, cwd: folder })
  expect(diagnostics).toEqual([])
  expect(pipelines.map((pipeline) => pipeline.connectors[0]!.config['topic'])).toEqual(['x', 'ab'])
})
