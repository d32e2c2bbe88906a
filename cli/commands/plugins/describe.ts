import { styleText } from 'node:util'
import { Args, Flags } from '@oclif/core'
import { type PluginInfo, type PluginKind, pluginKinds } from '../../../src/api/index.ts'
import { convertToString, Password } from '../../../src/config/index.ts'
import { PipelineError } from '../../../src/errors/index.ts'
import { type CatalogueEntry, chooseVersion, type Resolved } from '../../../src/plugins/index.ts'
import { BaseCommand } from '../../base-command.ts'
import { pluginFlags, pluginsOf } from '../../plugin-flags.ts'

export interface SettingRow {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default: string | null
  readonly importance: string
  readonly doc: string
}

export interface PluginDescription {
  readonly kind: PluginKind
  readonly name: string
  readonly classes: readonly string[]
  readonly version: string
  readonly summary: string
  readonly settings: readonly SettingRow[]
}

export default class PluginsDescribe extends BaseCommand {
  static override summary = 'Show what a plugin does and which settings it takes.'
  static override examples = [
    '<%= config.bin %> plugins describe cast',
    '<%= config.bin %> plugins describe FileStreamSource',
  ]
  static override flags = {
    ...pluginFlags,
    'plugin-version': Flags.string({
      summary: 'Of several versions: which one, or a range as for plugin.version; default: the newest.',
      helpValue: 'VERSION',
    }),
  }
  static override args = { plugin: Args.string({ required: true, description: 'Short name or class name.' }) }

  async run(): Promise<{ readonly plugins: readonly PluginDescription[] }> {
    const { args, flags } = await this.parse(PluginsDescribe)
    const { builtinCatalogue } = await import('../../../src/app/catalogue.ts')
    const catalogue = (await pluginsOf(flags))?.catalogue ?? builtinCatalogue()
    const entries = pluginKinds.flatMap((kind) =>
      versionOf(catalogue.resolve(kind, args.plugin), flags['plugin-version']),
    )
    if (entries.length === 0) {
      const near = pluginKinds.map((kind) => catalogue.nearest(kind, args.plugin)).find((name) => name !== undefined)
      throw new PipelineError('SLW3001', `There is no plugin "${args.plugin}".`, {
        hint: near
          ? `Did you mean "${near}"? \`pipeline plugins list\` shows all.`
          : '`pipeline plugins list` shows all.',
      })
    }
    const plugins = await Promise.all(
      entries.map(async (entry) => {
        const { kind, name, classes, version, summary } = entry
        return { kind, name, classes, version, summary, settings: settingsOf(await entry.load()) }
      }),
    )
    for (const plugin of plugins) this.#print(plugin)
    return { plugins }
  }

  #print({ kind, name, classes, version, summary, settings }: PluginDescription): void {
    this.log(
      `${styleText('bold', name)}  ${version}  ${styleText('dim', kind)}\n${summary}\n${styleText('dim', classes.join('\n'))}\n`,
    )
    for (const { name: key, type, required, default: fallback, doc } of settings) {
      const rest = required ? styleText('red', 'required') : styleText('dim', `default ${fallback ?? 'none'}`)
      this.log(`  ${styleText('cyan', key)}  ${type}  ${rest}\n      ${doc}`)
    }
    this.log()
  }
}

/** Throws SLW3004 for a version that is not installed. */
function versionOf(found: Resolved | undefined, version: string | undefined): CatalogueEntry[] {
  if (found === undefined) return []
  try {
    return [chooseVersion(found, { version }).entry]
  } catch (error) {
    throw new PipelineError('SLW3004', `${(error as Error).message}.`)
  }
}

function settingsOf({ config }: PluginInfo): SettingRow[] {
  return Object.entries(config.keys)
    .filter(([, key]) => key.internal !== true)
    .map(([name, key]) => {
      const required = !('default' in key) || key.default === undefined
      const value = key.default ?? null
      const text = value === null ? null : key.type === 'PASSWORD' ? Password.HIDDEN : convertToString(value, key.type)
      return {
        name,
        type: key.type,
        required,
        default: text === '' ? '""' : text,
        importance: key.importance,
        doc: key.doc,
      }
    })
}
