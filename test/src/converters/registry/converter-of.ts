import type { Converter, ConverterDefinition, SchemaAndValue } from '../../../../src/api/index.ts'
import { createRegistryPort } from '../../../../src/schema-registry/index.ts'

const nothing = () => undefined
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }

/** A configured converter that talks to a registry. */
export function converterOf(
  definition: ConverterDefinition,
  url: string,
  more: Readonly<Record<string, unknown>> = {},
  isKey = false,
): Converter {
  const props = { 'schema.registry.url': url, 'max.retries': 0, ...more }
  return definition.create(definition.config.parse(props), { isKey, logger, registry: createRegistryPort }, props)
}

/** Writes, and reads with another instance. */
export async function roundTrip(
  definition: ConverterDefinition,
  url: string,
  data: SchemaAndValue,
  more: Readonly<Record<string, unknown>> = {},
): Promise<SchemaAndValue & { readonly bytes: Uint8Array }> {
  const bytes = await converterOf(definition, url, more).fromConnectData('orders', data.schema, data.value)
  const back = await converterOf(definition, url, more).toConnectData('orders', bytes)
  return { ...back, bytes: bytes! }
}
