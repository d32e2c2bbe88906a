import { parentPort, workerData } from 'node:worker_threads'
import { type CallSite, isPipeline, type Pipeline, sitesOf } from '../../dsl/index.ts'
import { importModule } from '../../plugins/bundle/index.ts'
import { INLINE_TRANSFORM_CLASS } from '../../spec/index.ts'
import type { EvaluatedPipeline, EvaluateReply, EvaluateRequest } from './evaluate.ts'

/** Evaluates a pipeline module and answers with its pipelines as plain data: functions become a mark. */
const { hash, code, apiUrl } = workerData as EvaluateRequest

async function evaluate(): Promise<EvaluateReply> {
  const module = await importModule(hash, code, apiUrl)
  const value = module['default']
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0 || !list.every(isPipeline)) return { kind: 'no-pipeline', found: describe(module) }
  return {
    kind: 'pipelines',
    pipelines: list.map((pipeline, index) => plain(pipeline, Array.isArray(value) ? `/${index}` : '')),
  }
}

const describe = (module: Record<string, unknown>): 'nothing' | 'no-default' | 'other' =>
  Object.keys(module).length === 0 ? 'nothing' : 'default' in module ? 'other' : 'no-default'

function plain(pipeline: Pipeline, exportPointer: string): EvaluatedPipeline {
  const sites: [string, CallSite][] = [...sitesOf(pipeline)]
  return { tree: strip(pipeline, 0), exportPointer, sites }
}

function strip(value: unknown, depth: number): unknown {
  if (depth > 20) return null
  if (Array.isArray(value)) return value.map((item) => strip(item, depth + 1))
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return `(${typeof value})`
  if (typeof value !== 'object' || value === null) return value
  if ('inline' in value) {
    const { inline: _, keepsShape, ...step } = value as Record<string, unknown>
    return { ...step, type: INLINE_TRANSFORM_CLASS, config: { keepsShape } }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item, depth + 1)]))
}

async function failure(error: unknown): Promise<EvaluateReply> {
  const isError = error instanceof Error
  const missing = /does not provide an export named '([^']+)'/.exec(isError ? error.message : '')?.[1]
  if (missing !== undefined) return { kind: 'no-export', name: missing, known: Object.keys(await import(apiUrl)) }
  return {
    kind: 'threw',
    message: isError ? `${error.name}: ${error.message}` : `a value that is no Error: ${String(error)}`,
    stack: isError ? (error.stack ?? '') : '',
  }
}

// Not awaited at the top: a module that waits for ever then ends the thread without a warning of Node's own.
void evaluate()
  .catch(failure)
  .then((reply) => parentPort!.postMessage(reply))
