import type { PluginKind } from '../../api/index.ts'
import { nearest } from '../../errors/index.ts'
import type { ConfigText } from '../../spec/index.ts'
import { checkSettings } from '../check-settings.ts'
import type { EmittedConnector } from '../emit-connectors.ts'
import { child } from '../pointer.ts'
import type { ResolveContext } from '../resolve/context.ts'
import { besideConnector } from '../resolve/resolve-connector.ts'
import { findPlugin, loadPlugin, PLUGIN_VERSION, versionIn } from '../resolve/resolve-plugin.ts'
import type { RuleInput } from './rule.ts'

/**
 * SMTs, predicates and converters that stand under a connector's `config` as Kafka Connect writes them (`transforms.<alias>.type` ...): they are
 * checked like those of the file's own sections.
 */
export async function checkPastedPlugins({ connectors, context }: RuleInput): Promise<void> {
  for (const connector of connectors) {
    const pasted = pastedSettings(connector)
    const aliases = listOf(pasted['predicates'])
    for (const alias of listOf(pasted['transforms'])) {
      checkPredicateOf(alias, pasted, aliases, connector, context)
      await checkOne(`transforms.${alias}.`, 'type', ['transformation'], ['predicate', 'negate'], connector, context)
    }
    for (const alias of aliases) await checkOne(`predicates.${alias}.`, 'type', ['predicate'], [], connector, context)
    for (const part of ['key', 'value', 'header'] as const)
      if (pasted[`${part}.converter`] !== undefined) await checkConverter(part, connector, context)
  }
}

const listOf = (text: string | undefined) => (text ? text.split(/\s*,\s*/).filter(Boolean) : [])

/** The settings that stand under `config`. */
function pastedSettings({ config, spec, origins }: EmittedConnector): ConfigText {
  const start = `${spec.pointer}/config/`
  return Object.fromEntries(Object.entries(config).filter(([key]) => origins.get(key)?.startsWith(start)))
}

const kindsOf = { key: ['converter'], value: ['converter'], header: ['header_converter', 'converter'] } as const

async function checkConverter(part: 'key' | 'value' | 'header', connector: EmittedConnector, context: ResolveContext) {
  const prefix = `${part}.converter.`
  const name = connector.config[`${part}.converter`]!
  const namePointer = child(child(connector.spec.pointer, 'config'), `${part}.converter`)
  await checkPlugin(
    { prefix, name, namePointer, kinds: kindsOf[part], skip: [], provided: { 'converter.type': part } },
    connector,
    context,
  )
}

async function checkOne(
  prefix: string,
  typeKey: string,
  kinds: readonly PluginKind[],
  skip: readonly string[],
  connector: EmittedConnector,
  context: ResolveContext,
): Promise<void> {
  const name = connector.config[prefix + typeKey]
  const at = child(connector.spec.pointer, 'config')
  if (name !== undefined)
    await checkPlugin(
      { prefix, name, namePointer: child(at, prefix + typeKey), kinds, skip: [...skip, typeKey] },
      connector,
      context,
    )
  else
    context.report.add({
      code: 'SLW2003',
      message: `"${prefix.slice(0, -1)}" has no "${typeKey}".`,
      pointer: child(at, prefix.slice(0, prefix.indexOf('.'))),
      hint: `Add \`${prefix}${typeKey}\` under \`config\`, or remove the alias.`,
    })
}

interface Pasted {
  readonly prefix: string
  readonly name: string
  readonly namePointer: string
  readonly kinds: readonly PluginKind[]
  /** Keys below the prefix that are not the plugin's. */
  readonly skip: readonly string[]
  readonly provided?: ConfigText
}

async function checkPlugin(pasted: Pasted, connector: EmittedConnector, context: ResolveContext): Promise<void> {
  const { prefix, name, namePointer, kinds, skip, provided } = pasted
  const version = versionIn(connector.config, connector.spec.pointer, `${prefix}${PLUGIN_VERSION}`)
  const chain = besideConnector(context, connector.spec.pointer)
  const found = findPlugin({ kinds, name, namePointer, ...version }, chain)
  const plugin = found && (await loadPlugin(found, namePointer, context))
  if (!plugin) return
  const keys = Object.keys(connector.config).filter((key) => key.startsWith(prefix))
  const own = keys.map((key) => key.slice(prefix.length)).filter((key) => !skip.includes(key) && key !== PLUGIN_VERSION)
  const config = Object.fromEntries(own.map((key) => [key, connector.config[prefix + key]!]))
  const { pointer } = connector.spec
  checkSettings({ plugin, config, given: own, pointer, prefix, ...(provided && { provided }) }, context.report)
}

function checkPredicateOf(
  alias: string,
  pasted: ConfigText,
  aliases: readonly string[],
  { spec }: EmittedConnector,
  { report }: ResolveContext,
): void {
  const at = child(spec.pointer, 'config')
  const predicate = pasted[`transforms.${alias}.predicate`]
  const negate = pasted[`transforms.${alias}.negate`]
  if (predicate !== undefined && !aliases.includes(predicate))
    report.add({
      code: 'SLW2007',
      message: `There is no predicate "${predicate}" in "predicates".`,
      pointer: child(at, `transforms.${alias}.predicate`),
      suggestion: nearest(predicate, aliases),
    })
  if (negate !== undefined && !/^(?:true|false)$/i.test(negate.trim()))
    report.add({
      code: 'SLW2004',
      message: `"negate" must be true or false, but it is "${negate}".`,
      pointer: child(at, `transforms.${alias}.negate`),
    })
  if (negate !== undefined && predicate === undefined)
    report.add({
      code: 'SLW2003',
      message: `"${alias}" has "negate" without a "predicate".`,
      pointer: child(at, `transforms.${alias}.negate`),
      part: 'key',
      hint: `Add \`transforms.${alias}.predicate\`, or remove \`negate\`.`,
    })
}
