import type { SchemaRegistryPort } from '../api/index.ts'
import { PipelineError } from '../errors/index.ts'
import { createRegistryPort, EMBEDDED_REGISTRY } from '../schema-registry/index.ts'
import type { CompiledPipeline } from '../spec/index.ts'

type Props = Readonly<Record<string, unknown>>

const URL_KEY = 'schema.registry.url'

/** The registry that `schema.registry.url=embedded` means when nothing was started: the environment names it. */
const registryOfEnvironment = (): string | undefined => process.env['SLUICEWAY_SCHEMA_REGISTRY_URL'] || undefined

/** Opens registries for converters; `embedded` is `embeddedUrl()`, else what SLUICEWAY_SCHEMA_REGISTRY_URL names. */
export const registryOpener =
  (embeddedUrl: () => string | undefined = () => undefined) =>
  (props: Props): SchemaRegistryPort => {
    const url = props[URL_KEY] === EMBEDDED_REGISTRY ? (registryOfEnvironment() ?? embeddedUrl()) : undefined
    return createRegistryPort(url === undefined ? props : { ...props, [URL_KEY]: url })
  }

/** Whether a converter of these pipelines waits for the registry of this process. */
export const needsEmbeddedRegistry = (pipelines: readonly CompiledPipeline[]): boolean =>
  registryOfEnvironment() === undefined &&
  pipelines.some(({ connectors }) =>
    connectors.some(({ config }) =>
      Object.entries(config).some(([key, value]) => key.endsWith(`.${URL_KEY}`) && value === EMBEDDED_REGISTRY),
    ),
  )

/**
 * On somebody's Kafka a registry of our own could write to a `_schemas` topic that another one owns, so there the user has to name one.
 */
export function assertMayEmbed(isOwnBroker: boolean): void {
  if (isOwnBroker) return
  throw new PipelineError('SLW6001', 'A converter needs a schema registry, and no `schema.registry.url` says which.', {
    hint: 'Set it under the converter’s `config`, or SLUICEWAY_SCHEMA_REGISTRY_URL for all of them.',
  })
}
