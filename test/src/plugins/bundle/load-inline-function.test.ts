import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { compileFiles } from '../../../../src/compiler/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { fewPlugins } from '../../compiler/plugins.ts'
import type { InlineAnswer, InlineCall } from './run-inline-worker.ts'

const source = `
import { readFileSync } from 'node:fs'
import { Schemas, fileSink, fileSource, filter, map, pipeline } from 'sluiceway'

const suffix = readFileSync ? '!' : '?'
export default pipeline('lines', {
  source: fileSource({ topic: 'lines' }).through(
    map(function shout(record) { return record.withValue(Schemas.STRING, record.value + suffix) }),
    filter((record) => record.value !== 'drop').alias('keep'),
    map((() => undefined) as never).alias('nothing'),
    map((async (record) => record) as never).alias('later'),
  ),
  sinks: { 'a.b': fileSink().from('lines').through(map((record) => record.withTopic('sunk')).alias('sink')) },
})
`

async function bundle(): Promise<string> {
  const folder = tempDir()
  writeFileSync(join(folder, 'lines.ts'), source)
  const { pipelines } = await compileFiles(['lines.ts'], { catalogue: fewPlugins, cwd: folder })
  return pipelines[0]!.bundle!.code
}

async function call(request: InlineCall): Promise<InlineAnswer> {
  const worker = new Worker(new URL('./run-inline-worker.ts', import.meta.url), { workerData: request })
  try {
    return await new Promise<InlineAnswer>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  } finally {
    await worker.terminate()
  }
}

test('finds the functions of source and sinks and runs them on records of the running copy', async () => {
  const code = await bundle()
  expect(await call({ bundle: { code }, pointer: '/source/transforms/shout', values: ['hey'] })).toEqual({
    results: [{ topic: 'lines', value: 'hey!', isSameSchema: true }],
  })
  expect(await call({ bundle: { code }, pointer: '/source/transforms/keep', values: ['drop', 'x'] })).toEqual({
    results: [null, { topic: 'lines', value: 'x', isSameSchema: true }],
  })
  expect(await call({ bundle: { code }, pointer: '/sinks/a.b/transforms/sink', values: ['x'] })).toMatchObject({
    results: [{ topic: 'sunk' }],
  })
})

test('reads a bundle from a file', async () => {
  const path = join(tempDir(), 'bundle.js')
  writeFileSync(path, await bundle())
  expect(await call({ bundle: { path }, pointer: '/source/transforms/keep', values: ['drop'] })).toEqual({
    results: [null],
  })
})

test.for([
  ['nothing', 'nothing'],
  ['later', 'a promise'],
])('a function that returns %s is told so', async ([alias, what]) => {
  const pointer = `/source/transforms/${alias}`
  expect(await call({ bundle: { code: await bundle() }, pointer, values: ['x'] })).toMatchObject({
    isDataException: true,
    message: `The inline function ${pointer} must return a record, or null to drop it, but it returned ${what}.`,
  })
})

test('a place without function is an error that names it', async () => {
  const answer = await call({ bundle: { code: await bundle() }, pointer: '/source/transforms/none', values: [] })
  expect(answer).toMatchObject({ message: expect.stringContaining('has no function at /source/transforms/none') })
})

test('bundles of another API version and foreign code are refused', async () => {
  const code = await bundle()
  for (const foreign of [code.replace('api 1', 'api 99'), 'export default {}'])
    expect(await call({ bundle: { code: foreign }, pointer: '/x', values: [] })).toMatchObject({ code: 'SLW3003' })
})
