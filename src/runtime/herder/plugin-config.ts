import type { PluginKind } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import {
  type ConfigKeyInfo,
  configInfosOf,
  sinkConnectorConfig,
  sourceConnectorConfig,
  versionsShown,
} from '../../connect-config/index.ts'
import { ConfigException, NotFoundException } from '../../errors/index.ts'
import {
  type Catalogue,
  chooseVersion,
  type Resolved,
  versionProblem,
  versionRequirement,
} from '../../plugins/index.ts'
import { BadRequestException, isBadRequest } from './herder-errors.ts'

const KINDS: readonly PluginKind[] = ['sink', 'source', 'converter', 'header_converter', 'transformation', 'predicate']

function find(catalogue: Catalogue, plugin: string): Resolved | undefined {
  for (const kind of KINDS) {
    const resolved = catalogue.resolve(kind, plugin)
    if (resolved !== undefined) return resolved
  }
  return undefined
}

/** As `pluginConfig`, in a thread that does not load every plugin; `elsewhere` asks one that does. */
export async function pluginConfigOf(
  catalogue: Catalogue,
  plugin: string,
  version: string | null,
  elsewhere: () => ReturnType<typeof pluginConfig>,
): ReturnType<typeof pluginConfig> {
  if (!find(catalogue, plugin)?.versions.some(({ isElsewhere }) => isElsewhere))
    return pluginConfig(catalogue, plugin, version)
  try {
    return await elsewhere()
  } catch (error) {
    // Errors lose their class between threads.
    throw isBadRequest(error) ? new BadRequestException(error.message, error) : error
  }
}

/**
 * Keys of a plugin (S12.15): a connector's own first, then the framework's that it does not shadow.
 * @param version - as in `plugin.version`; null for the newest
 * @throws NotFoundException for a plugin, BadRequestException for a version that is not installed
 */
export async function pluginConfig(
  catalogue: Catalogue,
  plugin: string,
  version: string | null,
): Promise<readonly ConfigKeyInfo[]> {
  const resolved = find(catalogue, plugin)
  if (resolved === undefined) throw new NotFoundException(`Unknown plugin ${plugin}.`)
  const newest = resolved.entry
  const { entry } = await chosen(resolved, version)
  const definition = await entry.load()
  if (definition.kind !== 'sink' && definition.kind !== 'source') return configInfosOf(definition.config)
  const framework = definition.kind === 'sink' ? sinkConnectorConfig : sourceConnectorConfig
  const rest = Object.entries(framework.keys).filter(([name]) => !(name in definition.config.keys))
  const infos = configInfosOf(new ConfigDef({ ...definition.config.keys, ...Object.fromEntries(rest) }))
  return infos.map((info) =>
    info.name === 'connector.plugin.version' ? { ...info, default_value: newest.version } : info,
  )
}

async function chosen(resolved: Resolved, version: string | null): Promise<Resolved> {
  try {
    versionRequirement(version)
  } catch (error) {
    if (error instanceof ConfigException) throw new BadRequestException(`Invalid version specification: ${version}`)
    throw error
  }
  const installed = resolved.versions.map((entry) => entry.version)
  const shown = versionsShown(installed, await resolved.entry.load())
  const problem = versionProblem(resolved.className, version, shown)
  if (problem !== null) throw new BadRequestException(problem)
  return chooseVersion(resolved, { version })
}
