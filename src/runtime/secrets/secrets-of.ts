import { hasReference } from '../config-provider/resolve-config.ts'
import type { SecretText } from './secret-texts.ts'

const HIDDEN = '[hidden]'
const jaasPassword = /(?:password|secret)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s;"']+))/gi

/**
 * The secrets of a configuration: what its references stand for (shown as the reference), and values of keys that hold secrets.
 * @param isSecret - see `secretKeysOf`.
 * @param resolved - by reference (`${provider:path:key}`) what a provider gave for it.
 */
export function secretsOf(
  raw: Readonly<Record<string, string>>,
  isSecret: (key: string) => boolean,
  resolved: ReadonlyMap<string, string> = new Map(),
): SecretText[] {
  const secrets: SecretText[] = [...resolved].map(([reference, value]) => [value.trim(), reference])
  for (const [key, value] of Object.entries(raw)) {
    if (!isSecret(key) || hasReference(value)) continue
    secrets.push([value.trim(), HIDDEN])
    if (!key.endsWith('jaas.config')) continue
    for (const [, double, single, bare] of value.matchAll(jaasPassword))
      secrets.push([(double ?? single ?? bare ?? '').replaceAll(/\\(.)/g, '$1'), HIDDEN])
  }
  return secrets
}
