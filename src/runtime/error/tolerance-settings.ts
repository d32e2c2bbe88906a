import { ConfigDef } from '../../config/index.ts'
import { connectorConfig } from '../../connect-config/connector-config.ts'
import { deadLetterQueueKeys } from '../../connect-config/dead-letter-queue-keys.ts'
import { sinkExtensionConfig } from '../../connect-config/extension-config.ts'

const { keys } = connectorConfig
const { keys: extensions } = sinkExtensionConfig

/** `errors.*` as a task acts on them (S3.5, S4.2, and ours): sinks and sources alike. */
export const toleranceConfig = new ConfigDef({
  'errors.retry.timeout': keys['errors.retry.timeout'],
  'errors.retry.delay.max.ms': keys['errors.retry.delay.max.ms'],
  'errors.tolerance': keys['errors.tolerance'],
  'errors.log.enable': keys['errors.log.enable'],
  'errors.log.include.messages': keys['errors.log.include.messages'],
  ...deadLetterQueueKeys,
  'errors.put.bisect.enable': extensions['errors.put.bisect.enable'],
  'errors.tolerance.budget.max.errors': extensions['errors.tolerance.budget.max.errors'],
  'errors.tolerance.budget.window.ms': extensions['errors.tolerance.budget.window.ms'],
})

export type ToleranceSettings = ReturnType<typeof toleranceConfig.parse>

/** When a failed task is started again by itself. */
export const restartConfig = new ConfigDef({
  'errors.restart.max.attempts': extensions['errors.restart.max.attempts'],
  'errors.restart.backoff.ms': extensions['errors.restart.backoff.ms'],
  'errors.restart.backoff.max.ms': extensions['errors.restart.backoff.max.ms'],
})

export type RestartSettings = ReturnType<typeof restartConfig.parse>
