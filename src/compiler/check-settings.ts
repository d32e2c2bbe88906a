import type { PluginInfo } from '../api/index.ts'
import type { ConfigKey } from '../config/index.ts'
import { nearest } from '../errors/index.ts'
import type { ConfigText } from '../spec/index.ts'
import { hasProviderReference } from './config-text.ts'
import { child } from './pointer.ts'
import type { Report } from './report.ts'

export interface SettingsToCheck {
  readonly plugin: PluginInfo
  readonly config: ConfigText
  /** Keys that stand there, those with a value of a wrong type included. */
  readonly given: readonly string[]
  /** Of the plugin's entry; `config` lies below it. */
  readonly pointer: string
  /** Keys that may stand there beside the plugin's own: the framework's. */
  readonly framework?: { readonly keys: readonly string[]; readonly prefixes: readonly string[] }
  /** Settings that the runtime adds itself: a file does not give them. */
  readonly provided?: ConfigText
  /** Stands before the keys in the file: `transforms.route.` where an SMT is written as Kafka Connect writes it. */
  readonly prefix?: string
}

/** Checks settings against the plugin's ConfigDef: unknown keys, missing keys, values. */
export function checkSettings(
  { plugin, config, given, pointer, framework, provided, prefix = '' }: SettingsToCheck,
  report: Report,
): void {
  const place = (key: string) => child(child(pointer, 'config'), prefix + key)
  const replaced = checkKeys({ plugin, config, prefix, ...(framework && { framework }) }, place, report)
  for (const value of plugin.config.validate({ ...config, ...provided })) {
    const [message] = value.errorMessages
    if (message === undefined) continue
    const raw = config[value.name]
    if (raw === undefined) {
      if (!replaced.has(value.name) && !given.includes(value.name))
        reportMissing(plugin, value.name, { pointer, config, prefix }, report)
    } else if (!hasProviderReference(raw)) {
      report.add({
        code: 'SLW2004',
        message: sentence(message),
        pointer: place(value.name),
        hint: hintFor(plugin.config.keys[value.name]),
        suggestion: nearest(raw, plugin.config.keys[value.name]?.validator?.allowed ?? []),
      })
    }
  }
}

/** Gives the keys that a misspelt one was probably meant to be: they are not reported as missing as well. */
function checkKeys(
  { plugin, config, framework, prefix }: Pick<SettingsToCheck, 'plugin' | 'config' | 'framework'> & { prefix: string },
  place: (key: string) => string,
  report: Report,
): ReadonlySet<string> {
  const replaced = new Set<string>()
  const known = [...Object.keys(plugin.config.keys), ...(framework?.keys ?? [])]
  const prefixes = [...(framework?.prefixes ?? []), ...(plugin.openPrefixes ?? [])]
  for (const key of Object.keys(config)) {
    if (known.includes(key) || prefixes.some((open) => key.startsWith(open))) continue
    const free = known.filter((name) => config[name] === undefined)
    const suggestion = nearest(key, free) ?? nearest(key, known) ?? nearestPrefix(key, prefixes)
    if (suggestion) replaced.add(suggestion)
    report.add({
      code: 'SLW2006',
      message: `"${plugin.name}" has no setting "${key}".`,
      pointer: place(key),
      part: 'key',
      suggestion: suggestion && prefix + suggestion,
      hint: suggestion
        ? 'Use the suggested key or remove it.'
        : `Its settings: ${shortList(Object.keys(plugin.config.keys))}.`,
    })
  }
  return replaced
}

/** `producer.overide.linger.ms` is near to the prefix `producer.override.`. */
function nearestPrefix(key: string, prefixes: readonly string[]): string | undefined {
  for (const prefix of prefixes) {
    const parts = key.split('.')
    const count = prefix.split('.').length - 1
    if (parts.length > count && nearest(parts.slice(0, count).join('.'), [prefix.slice(0, -1)]))
      return prefix + parts.slice(count).join('.')
  }
  return undefined
}

function reportMissing(
  plugin: PluginInfo,
  name: string,
  { pointer, config, prefix }: { readonly pointer: string; readonly config: ConfigText; readonly prefix: string },
  report: Report,
): void {
  const key = plugin.config.keys[name]
  const doc = key ? `: ${firstSentence(key.doc)}` : '.'
  const full = prefix + name
  report.add({
    code: 'SLW2003',
    message: `"${plugin.name}" needs the setting "${full}", which has no default value.`,
    pointer: prefix !== '' || Object.keys(config).length > 0 ? child(pointer, 'config') : pointer,
    part: 'key',
    hint: report.say({ yaml: `Add \`${full}\` under \`config\`${doc}`, typescript: `Add \`${full}\`${doc}` }),
  })
}

const typeWords: Readonly<Record<ConfigKey['type'], string>> = {
  STRING: 'Text',
  INT: 'A whole number',
  SHORT: 'A whole number',
  LONG: 'A whole number',
  DOUBLE: 'A number',
  BOOLEAN: '`true` or `false`',
  LIST: 'A list',
  CLASS: 'A class name',
  PASSWORD: 'Text',
}

const hintFor = (key: ConfigKey | undefined): string =>
  key ? `${typeWords[key.type]}: ${firstSentence(key.doc)}` : 'Use a value that the key accepts.'

/** Java's texts may go on with the expression and a caret below it: the frame shows that already. */
export const sentence = (message: string): string => {
  const [line = ''] = message.split('\n')
  return line.endsWith('.') ? line : `${line}.`
}

const firstSentence = (doc: string): string => {
  const sentence = /^[\s\S]*?[.](?=\s|$)/.exec(doc)?.[0] ?? doc
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}

const shortList = (names: readonly string[]) =>
  names.length === 0 ? 'none' : names.length > 12 ? `${names.slice(0, 12).join(', ')} ...` : names.join(', ')
