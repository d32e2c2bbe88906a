import { styleText } from 'node:util'
import { Flags } from '@oclif/core'
import { type PluginKind, pluginKinds } from '../../../src/api/index.ts'
import { compareVersions } from '../../../src/plugins/index.ts'
import { BaseCommand } from '../../base-command.ts'
import { renderTable } from '../../output/table.ts'
import { pluginFlags, pluginsOf } from '../../plugin-flags.ts'

export interface PluginRow {
  readonly kind: PluginKind
  readonly name: string
  readonly class: string
  readonly version: string
  readonly summary: string
}

export default class PluginsList extends BaseCommand {
  static override summary =
    'List the connectors, SMTs, predicates and converters of this installation, and those on --plugin-path, in every version.'
  static override flags = {
    ...pluginFlags,
    kind: Flags.option({ options: pluginKinds })({ summary: 'Only plugins of this kind.' }),
  }

  async run(): Promise<{ readonly plugins: readonly PluginRow[] }> {
    const { flags } = await this.parse(PluginsList)
    const { builtinCatalogue } = await import('../../../src/app/catalogue.ts')
    const plugins = ((await pluginsOf(flags))?.catalogue ?? builtinCatalogue())
      .list(flags.kind)
      .map((entry) => ({
        kind: entry.kind,
        name: entry.name,
        class: entry.classes[0] ?? '',
        version: entry.version,
        summary: entry.summary,
      }))
      .sort(
        (a, b) =>
          pluginKinds.indexOf(a.kind) - pluginKinds.indexOf(b.kind) ||
          a.name.localeCompare(b.name) ||
          compareVersions(a.version, b.version),
      )
    this.log(
      renderTable(
        ['KIND', 'NAME', 'VERSION', 'CLASS'],
        plugins.map((p) => [p.kind, styleText('bold', p.name), p.version, styleText('dim', p.class)]),
      ),
    )
    return { plugins }
  }
}
