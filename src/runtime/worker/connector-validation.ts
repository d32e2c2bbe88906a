import { type ConfigInfos, type ValidationWorker, validateConnectorConfig } from '../../connect-config/index.ts'
import { hashOrder } from '../../java/index.ts'
import type { Catalogue } from '../../plugins/index.ts'
import type { ValidateConnector } from '../herder/validation-port.ts'
import type { WireConfigValue } from '../host/host-api.ts'
import { listOf } from '../task/plugin-factory.ts'
import type { Worker } from './worker.ts'
import type { WorkerProps } from './worker-settings.ts'

type Config = Readonly<Record<string, string | null>>

/**
 * The checks of Connect's validate on a worker: references resolved first (S7.6), then every key, then what the connector itself has to say;
 * its code runs in a host.
 */
export function connectorValidation(
  worker: Worker,
  catalogue: Catalogue,
  settings: ValidationWorker,
): ValidateConnector {
  return async (given) => {
    const texts = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null),
    )
    const resolved = await worker.resolve(texts)
    const config: Config = inHashOrder({ ...given, ...resolved })
    const infos = await validateConnectorConfig(config, { catalogue, worker: settings })
    const className = (resolved['connector.class'] ?? '').trim()
    const values = infos.configs.map(({ value }): WireConfigValue => {
      const { name, value: text, recommended_values: recommendedValues, errors, visible } = value
      return { name, value: text, recommendedValues, errorMessages: errors, visible }
    })
    return merged(infos, await worker.connectorHost.validateConnector(className, resolved, values))
  }
}

/** Connect resolves references before it validates, which makes a HashMap of the configuration: its order shows in an error text. */
export const inHashOrder = (config: Config): Config =>
  Object.fromEntries(hashOrder(Object.keys(config)).map((key) => [key, config[key] ?? null]))

/** What validation needs of a worker's properties. */
export function validationSettings(props: WorkerProps): Omit<ValidationWorker, 'isDistributed'> {
  const [key, value, header] = ['key', 'value', 'header'].map((kind) => props[`${kind}.converter`])
  return {
    topicCreationEnable: (props['topic.creation.enable'] ?? 'true').trim().toLowerCase() === 'true',
    overridePolicy: {
      name: props['connector.client.config.override.policy'] ?? 'All',
      allowlist: listOf(props['connector.client.config.override.allowlist']),
    },
    converters: {
      ...(key === undefined ? {} : { key }),
      ...(value === undefined ? {} : { value }),
      ...(header === undefined ? {} : { header }),
    },
  }
}

/** The connector's errors and recommendations put over those that were found before. */
function merged(infos: ConfigInfos, answers: readonly WireConfigValue[]): ConfigInfos {
  const byName = new Map(answers.map((answer) => [answer.name, answer]))
  const configs = infos.configs.map((config) => {
    const answer = byName.get(config.value.name)
    return answer ? { ...config, value: { ...config.value, errors: answer.errorMessages } } : config
  })
  return { ...infos, configs, error_count: configs.reduce((sum, { value }) => sum + value.errors.length, 0) }
}
