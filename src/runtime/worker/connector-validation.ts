import { type ConfigInfos, validationWorkerOf } from '../../connect-config/index.ts'
import { hashOrder } from '../../java/index.ts'
import { hasReference } from '../config-provider/resolve-config.ts'
import { BadRequestException, isBadRequest } from '../herder/herder-errors.ts'
import type { ValidateConnector } from '../herder/validation-port.ts'
import type { SecretTexts } from '../secrets/secret-texts.ts'
import type { Worker } from './worker.ts'
import type { WorkerProps } from './worker-settings.ts'

type Config = Readonly<Record<string, string | null>>

/**
 * The checks of Connect's validate on a worker: references resolved first (S7.6), then every key, then what the connector itself has to say.
 * It all runs in the host of the connectors, since it calls their code. No answer tells what a reference stands for.
 */
export function connectorValidation(
  worker: Worker,
  props: WorkerProps,
  { isDistributed }: { readonly isDistributed: boolean },
): ValidateConnector {
  const settings = { ...validationWorkerOf(props), isDistributed }
  return async (given) => {
    const texts = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null),
    )
    const resolved = await worker.resolve(texts)
    try {
      const infos = await worker.validateConnector(inHashOrder({ ...given, ...resolved }), settings)
      return shown(infos, given, worker.secrets)
    } catch (error) {
      // Errors lose their class between threads.
      throw isBadRequest(error) ? new BadRequestException(error.message, error) : error
    }
  }
}

/** References as they are written in place of their values, unlike in Connect, which shows what a provider gave. */
function shown(infos: ConfigInfos, given: Config, secrets: SecretTexts): ConfigInfos {
  const configs = infos.configs.map(({ definition, value }) => {
    const raw = given[value.name]
    const isReference = typeof raw === 'string' && hasReference(raw) && value.value !== null
    return {
      definition,
      value: {
        ...value,
        value: isReference ? raw : value.value,
        errors: value.errors.map((error) => secrets.hide(error)),
      },
    }
  })
  return { ...infos, configs }
}

/** Connect resolves references before it validates, which makes a HashMap of the configuration: its order shows in an error text. */
const inHashOrder = (config: Config): Config =>
  Object.fromEntries(hashOrder(Object.keys(config)).map((key) => [key, config[key] ?? null]))
