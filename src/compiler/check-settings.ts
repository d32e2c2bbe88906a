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
}

/** Checks settings against the plugin's ConfigDef: unknown keys, missing keys, values. */
export function checkSettings(
  { plugin, config, given, pointer, framework, provided }: SettingsToCheck,
  report: Report,
): void {
  const at = child(pointer, 'config')
  const replaced = checkKeys(plugin, config, at, framework, report)
  for (const value of plugin.config.validate({ ...config, ...provided })) {
    const [message] = value.errorMessages
    if (message === undefined) continue
    const raw = config[value.name]
    if (raw === undefined) {
      if (!replaced.has(value.name) && !given.includes(value.name))
        reportMissing(plugin, value.name, pointer, config, report)
    } else if (!hasProviderReference(raw)) {
      report.add({
        code: 'SLW2004',
        message: sentence(message),
        pointer: child(at, value.name),
        hint: hintFor(plugin.config.keys[value.name]),
        suggestion: nearest(raw, plugin.config.keys[value.name]?.validator?.allowed ?? []),
      })
    }
  }
}

/** Gives the keys that a misspelt one was probably meant to be: they are not reported as missing as well. */
function checkKeys(
  plugin: PluginInfo,
  config: ConfigText,
  at: string,
  framework: SettingsToCheck['framework'],
  report: Report,
): ReadonlySet<string> {
  const replaced = new Set<string>()
  const known = [...Object.keys(plugin.config.keys), ...(framework?.keys ?? [])]
  const prefixes = [...(framework?.prefixes ?? []), ...(plugin.openPrefixes ?? [])]
  for (const key of Object.keys(config)) {
    if (known.includes(key) || prefixes.some((prefix) => key.startsWith(prefix))) continue
    const free = known.filter((name) => config[name] === undefined)
    const suggestion = nearest(key, free) ?? nearest(key, known)
    if (suggestion) replaced.add(suggestion)
    report.add({
      code: 'SLW2006',
      message: `"${plugin.name}" has no setting "${key}".`,
      pointer: child(at, key),
      part: 'key',
      suggestion,
      hint: suggestion
        ? 'Use the suggested key or remove it.'
        : `Its settings: ${shortList(Object.keys(plugin.config.keys))}.`,
    })
  }
  return replaced
}

function reportMissing(plugin: PluginInfo, name: string, pointer: string, config: ConfigText, report: Report): void {
  const key = plugin.config.keys[name]
  const doc = key ? `: ${firstSentence(key.doc)}` : '.'
  report.add({
    code: 'SLW2003',
    message: `"${plugin.name}" needs the setting "${name}", which has no default value.`,
    pointer: Object.keys(config).length > 0 ? child(pointer, 'config') : pointer,
    part: 'key',
    hint: report.say({ yaml: `Add \`${name}\` under \`config\`${doc}`, typescript: `Add \`${name}\`${doc}` }),
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
