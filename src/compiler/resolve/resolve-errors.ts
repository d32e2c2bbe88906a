import { type ErrorsSpec, parseDuration } from '../../spec/index.ts'
import { child } from '../pointer.ts'
import { isTree, type ResolveContext, type Tree, textIn } from './context.ts'

const nothing: ErrorsSpec = {
  ...{ tolerance: null, retryTimeoutMs: null, retryDelayMaxMs: null, log: null, dlq: null },
  ...{ bisect: null, budget: null, restart: null },
}

/** The `errors` section of a connector. */
export function resolveErrors(entry: unknown, pointer: string, context: ResolveContext): ErrorsSpec {
  if (!isTree(entry)) return nothing
  const { tolerance } = entry
  return {
    tolerance: tolerance === 'none' || tolerance === 'all' ? tolerance : null,
    ...resolveRetry(entry['retry'], child(pointer, 'retry'), context),
    log: logOf(entry['log']),
    dlq: dlqOf(entry['dlq']),
    bisect: typeof entry['bisect'] === 'boolean' ? entry['bisect'] : null,
    budget: resolveBudget(entry['budget'], child(pointer, 'budget'), context),
    restart: resolveRestart(entry['restart'], child(pointer, 'restart'), context),
  }
}

function resolveRetry(retry: unknown, pointer: string, context: ResolveContext) {
  if (!isTree(retry)) return { retryTimeoutMs: duration(retry, pointer, true, context), retryDelayMaxMs: null }
  return {
    retryTimeoutMs: duration(retry['timeout'], child(pointer, 'timeout'), true, context),
    retryDelayMaxMs: duration(retry['delayMax'], child(pointer, 'delayMax'), false, context),
  }
}

function resolveBudget(budget: unknown, pointer: string, context: ResolveContext): ErrorsSpec['budget'] {
  if (typeof budget === 'number') return { errors: budget, windowMs: null }
  if (!isTree(budget) || typeof budget['errors'] !== 'number') return null
  const windowMs = duration(budget['window'], child(pointer, 'window'), false, context)
  return { errors: budget['errors'], windowMs }
}

function resolveRestart(restart: unknown, pointer: string, context: ResolveContext): ErrorsSpec['restart'] {
  const attempts = attemptsOf(restart)
  if (attempts !== null) return { attempts, backoffMs: null, backoffMaxMs: null }
  if (!isTree(restart)) return null
  return {
    attempts: attemptsOf(restart['attempts']) ?? -1,
    backoffMs: duration(restart['backoff'], child(pointer, 'backoff'), false, context),
    backoffMaxMs: duration(restart['backoffMax'], child(pointer, 'backoffMax'), false, context),
  }
}

const attemptsOf = (value: unknown): number | null =>
  value === 'forever' ? -1 : typeof value === 'number' ? value : null

function duration(value: unknown, pointer: string, mayBeForever: boolean, context: ResolveContext): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const ms = parseDuration(value)
  if (ms !== undefined && (ms >= 0 || mayBeForever)) return ms
  const forever = mayBeForever ? ', or `forever`' : ''
  context.report.add({
    code: 'SLW2004',
    message: `"${value}" is not a duration.`,
    pointer,
    hint: `Write milliseconds, or a number with a unit such as \`500ms\`, \`30s\`, \`5m\`, \`1h\`${forever}.`,
  })
  return null
}

function logOf(log: unknown): ErrorsSpec['log'] {
  if (log === true) return { messages: false }
  return isTree(log) ? { messages: log['messages'] === true } : null
}

function dlqOf(dlq: unknown): ErrorsSpec['dlq'] {
  const tree: Tree = isTree(dlq) ? dlq : { topic: dlq }
  const topic = textIn(tree, 'topic')
  if (topic === null) return null
  const { replication } = tree
  return {
    topic,
    headers: tree['headers'] !== false,
    replication: typeof replication === 'number' ? replication : null,
  }
}
