import type { ProviderSystem } from './config-provider.ts'
import { configProviders } from './providers.ts'
import { resolveConfig } from './resolve-config.ts'

/**
 * A worker's own properties with the references replaced that its `config.providers` know (`AbstractConfig.resolveConfigVariables`); `plugin.path` stays
 * as it is written (S1.3). A reference without a value stays, with a warning. Throws ConfigException for a provider that is not known and for a file that cannot be read.
 */
export async function resolveWorkerConfig(
  props: Readonly<Record<string, string>>,
  system: ProviderSystem,
): Promise<Record<string, string>> {
  const providers = configProviders(props, system)
  const resolved = await resolveConfig(props, providers)
  const pluginPath = props['plugin.path']
  return pluginPath === undefined ? resolved : { ...resolved, 'plugin.path': pluginPath }
}
