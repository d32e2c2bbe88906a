import type { LogSink } from '../runtime/index.ts'

/** Of config providers, as Kafka names their logger. */
export const PROVIDERS_LOGGER = 'org.apache.kafka.common.config.provider.ConfigProvider'

/** Says it in the log of a worker that may not be there yet. */
export const warnTo =
  (log: LogSink, logger: string) =>
  (message: string): void =>
    log({ at: Date.now(), level: 'WARN', logger, context: '', message, fields: {} })
