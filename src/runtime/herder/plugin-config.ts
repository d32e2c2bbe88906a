import type { PluginKind } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import {
  type ConfigKeyInfo,
  configInfosOf,
  sinkConnectorConfig,
  sourceConnectorConfig,
} from '../../connect-config/index.ts'
import { NotFoundException } from '../../errors/index.ts'
import type { Catalogue } from '../../plugins/index.ts'

const KINDS: readonly PluginKind[] = ['sink', 'source', 'converter', 'header_converter', 'transformation', 'predicate']

/** Whether a plugin's code is not loaded in this thread. */
export const isElsewhere = (catalogue: Catalogue, plugin: string): boolean =>
  KINDS.some((kind) => catalogue.resolve(kind, plugin)?.entry.isElsewhere === true)

/** Keys of a plugin (S12.15): a connector's own first, then the framework's that it does not shadow. */
export async function pluginConfig(catalogue: Catalogue, plugin: string): Promise<readonly ConfigKeyInfo[]> {
  for (const kind of KINDS) {
    const resolved = catalogue.resolve(kind, plugin)
    if (resolved === undefined) continue
    const definition = await resolved.entry.load()
    if (definition.kind !== 'sink' && definition.kind !== 'source') return configInfosOf(definition.config)
    const framework = definition.kind === 'sink' ? sinkConnectorConfig : sourceConnectorConfig
    const rest = Object.entries(framework.keys).filter(([name]) => !(name in definition.config.keys))
    const infos = configInfosOf(new ConfigDef({ ...definition.config.keys, ...Object.fromEntries(rest) }))
    return infos.map((info) =>
      info.name === 'connector.plugin.version' ? { ...info, default_value: resolved.entry.version } : info,
    )
  }
  throw new NotFoundException(`Unknown plugin ${plugin}.`)
}
