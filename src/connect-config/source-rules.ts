import type { SourceConnector } from '../api/index.ts'
import type { ConfigValue } from '../config/index.ts'
import { addError } from './sink-rules.ts'

type Config = Readonly<Record<string, string>>

const noPreflight =
  'The connector does not implement the API required for preflight validation of exactly-once source support. ' +
  'Please consult the documentation for the connector to determine whether it supports exactly-once semantics, and then consider ' +
  'reconfiguring the connector to use the value "requested" for this property (which will disable this preflight check and allow ' +
  'the connector to be created).'

const isClean = (value: ConfigValue | undefined) => value !== undefined && value.errorMessages.length === 0

/** What a distributed worker asks of a source that wants exactly-once delivery (S5.6, S5.7). */
export function checkExactlyOnce(
  connector: SourceConnector,
  config: Config,
  values: Map<string, ConfigValue>,
  isEnabled: boolean,
): void {
  const support = values.get('exactly.once.support')
  if (isClean(support) && String(support?.value).toLowerCase() === 'required') {
    if (!isEnabled)
      addError(values, 'exactly.once.support', 'This worker does not have exactly-once source support enabled.')
    const problem = guarded(() => supportProblem(connector.exactlyOnceSupport?.(config) ?? null))
    if (problem !== null) addError(values, 'exactly.once.support', problem)
  }
  const boundary = values.get('transaction.boundary')
  if (isClean(boundary) && String(boundary?.value).toLowerCase() === 'connector') {
    const problem = guarded(() => boundaryProblem(connector.canDefineTransactionBoundaries?.(config) ?? 'UNSUPPORTED'))
    if (problem !== null) addError(values, 'transaction.boundary', problem)
  }
}

function supportProblem(support: 'SUPPORTED' | 'UNSUPPORTED' | null): string | null {
  if (support === 'SUPPORTED') return null
  return support === null
    ? noPreflight
    : 'The connector does not support exactly-once semantics with the provided configuration.'
}

const boundaryProblem = (support: 'SUPPORTED' | 'UNSUPPORTED') =>
  support === 'SUPPORTED'
    ? null
    : 'The connector does not support connector-defined transaction boundaries with the given configuration. ' +
      'Please reconfigure it to use a different transaction boundary definition.'

function guarded(step: () => string | null): string | null {
  try {
    return step()
  } catch (error) {
    return `An unexpected error occurred during validation: ${(error as Error).message}`
  }
}
