import { parentPort, workerData } from 'node:worker_threads'
import { Schemas, SourceRecord } from '../../../../src/data/index.ts'
import { isDataException, isPipelineError } from '../../../../src/errors/index.ts'
import { type BundleSource, loadInlineFunction } from '../../../../src/plugins/bundle/index.ts'

/** Runs an inline function in a thread of plain Node, as a task host does. */
export interface InlineCall {
  readonly bundle: BundleSource
  readonly pointer: string
  readonly values: readonly string[]
}

export type InlineAnswer =
  | {
      readonly results: readonly (null | {
        readonly topic: string
        readonly value: unknown
        readonly isSameSchema: boolean
      })[]
    }
  | { readonly message: string; readonly isDataException: boolean; readonly code: string | undefined }

const { bundle, pointer, values } = workerData as InlineCall

async function run(): Promise<InlineAnswer> {
  const inline = await loadInlineFunction(bundle, pointer)
  const results = values.map((value) => {
    const record = new SourceRecord({
      topic: 'lines',
      sourcePartition: null,
      sourceOffset: null,
      valueSchema: Schemas.STRING,
      value,
    })
    const result = inline(record)
    return result && { topic: result.topic, value: result.value, isSameSchema: result.valueSchema === Schemas.STRING }
  })
  return { results }
}

const failure = (error: unknown): InlineAnswer => ({
  message: (error as Error).message,
  isDataException: isDataException(error),
  code: isPipelineError(error) ? error.code : undefined,
})

parentPort!.postMessage(await run().catch(failure))
