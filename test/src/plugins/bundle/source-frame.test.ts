import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { builtinCatalogue } from '../../../../src/app/catalogue.ts'
import { compileFiles } from '../../../../src/compiler/index.ts'
import { sourceFrame } from '../../../../src/plugins/bundle/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const price = `
// Prices are text.

export function priceOf(value: { price?: string }): number {
  return Number(value.price!.trim())
}
`
const pipeline = `import { fileSource, map, pipeline } from 'sluiceway'
import { priceOf } from './prices/price-of.ts'

export default pipeline('prices', {
  source: fileSource({ file: 'in.txt', topic: 'lines' }).through(
    map((record) => record.withValue(null, priceOf(record.value as { price?: string }))).alias('price'),
  ),
})
`

async function traceOf(code: string, pointer: string): Promise<string> {
  const worker = new Worker(new URL('./trace-inline-worker.ts', import.meta.url), { workerData: { code, pointer } })
  try {
    return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  } finally {
    await worker.terminate()
  }
}

test('the trace of an inline function names file and line of the user, in every module of the bundle', async () => {
  const folder = tempDir()
  mkdirSync(join(folder, 'pipelines/prices'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'pipelines/prices.ts'), pipeline)
  writeFileSync(join(folder, 'pipelines/prices/price-of.ts'), price)
  const { pipelines, diagnostics } = await compileFiles([join(folder, 'pipelines/prices.ts')], {
    catalogue: builtinCatalogue(),
  })
  expect(diagnostics).toEqual([])
  const [bundle] = pipelines.flatMap((each) => each.bundle ?? [])
  const pointer = pipelines[0]!.connectors[0]!.config['transforms.price.function']!
  const frames = (await traceOf(bundle!.code, pointer)).split('\n')
  expect(frames[0]).toMatch(/^TypeError: Cannot read properties of undefined/)
  expect(frames[1]).toMatch(/^\tat priceOf \(pipelines\/prices\/price-of\.ts:5:\d+\)$/)
  expect(frames[2]).toMatch(/pipelines\/prices\.ts:6:\d+\)?$/)
})

test('other lines of a stack stay as they are', () => {
  const line = 'at poll (file:///srv/connector.ts:3:7)'
  expect(sourceFrame(line)).toBe(line)
  expect(sourceFrame('at x (sluiceway-bundle:unknown?api=y:3:7)')).toBe('at x (sluiceway-bundle:unknown?api=y:3:7)')
})
