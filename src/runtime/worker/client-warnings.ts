import type { Logger } from '../../api/index.ts'
import { clientConfigWarnings } from '../../kafka/index.ts'
import { withPrefix } from '../task/plugin-factory.ts'

const CLIENTS = ['producer', 'consumer', 'admin'] as const

/**
 * Logs what settings of Kafka clients do not do here: those of a worker (`producer.`, `consumer.`, `admin.`) or of a connector (with
 * `.override.`). Called once for each, when it starts.
 */
export function warnOfClientConfig(
  props: Readonly<Record<string, string>>,
  prefix: '.' | '.override.',
  logger: Pick<Logger, 'warn'>,
): void {
  for (const client of CLIENTS)
    for (const warning of clientConfigWarnings(client, withPrefix(props, `${client}${prefix}`))) logger.warn(warning)
}
