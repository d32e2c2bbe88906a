import { parentPort, workerData } from 'node:worker_threads'
import { SourceRecord } from '../../../../src/data/index.ts'
import { loadInlineFunction } from '../../../../src/plugins/bundle/index.ts'
import { javaTrace } from '../../../../src/runtime/error/java-trace.ts'

const { code, pointer } = workerData as { readonly code: string; readonly pointer: string }
const apply = await loadInlineFunction({ code }, pointer)
try {
  apply(new SourceRecord({ sourcePartition: {}, sourceOffset: {}, topic: 't', value: { cost: '3' } }))
  parentPort!.postMessage('it did not fail')
} catch (error) {
  parentPort!.postMessage(javaTrace(error))
}
