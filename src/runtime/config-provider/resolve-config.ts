import type { ConfigProvider } from './config-provider.ts'

type Config = Readonly<Record<string, string>>

/** `${provider:[path:]key}` (S7.1). */
const REFERENCE = /\$\{([^}]*?):(([^}]*?):)?([^}]*?)\}/g

/** Not by `test` on the global expression: that would leave its place in it, where the next `matchAll` begins. */
export const hasReference = (value: string): boolean => value.search(REFERENCE) >= 0

/** Names of the providers that a configuration refers to, known or not. */
export const referencedProviders = (config: Config): string[] => [
  ...new Set(Object.values(config).flatMap((value) => Array.from(value.matchAll(REFERENCE), ([, name]) => name!))),
]

/**
 * The configuration with every reference replaced that a provider has a value for; others stay as they are written (S7.2). One pass, no
 * nesting. Each provider is asked once a path.
 * @param onValue - is told of each reference that was replaced, as it is written, and of its value.
 */
export async function resolveConfig(
  config: Config,
  providers: ReadonlyMap<string, ConfigProvider>,
  onValue: (reference: string, value: string) => void = () => {},
): Promise<Record<string, string>> {
  const wanted = new Map<string, { provider: ConfigProvider; path: string; keys: Set<string> }>()
  for (const value of Object.values(config))
    for (const [, name, , path = '', key] of value.matchAll(REFERENCE)) {
      const provider = providers.get(name!)
      if (!provider) continue
      const id = `${name}:${path}`
      const ask = wanted.get(id) ?? { provider, path, keys: new Set<string>() }
      ask.keys.add(key!)
      wanted.set(id, ask)
    }
  if (wanted.size === 0) return { ...config }
  const values = new Map<string, ReadonlyMap<string, string>>()
  for (const [id, { provider, path, keys }] of wanted) values.set(id, await provider.get(path, [...keys]))
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      value.replace(REFERENCE, (text: string, provider: string, _: unknown, path: string | undefined, key: string) => {
        const found = values.get(`${provider}:${path ?? ''}`)?.get(key)
        if (found !== undefined) onValue(text, found)
        return found ?? text
      }),
    ]),
  )
}

/** Task configurations with each key set back whose value in the connector's raw configuration is a reference (S7.5). */
export function reverseTransform(raw: Config, tasks: readonly Config[]): Config[] {
  const references = Object.entries(raw).filter(([, value]) => hasReference(value))
  return tasks.map((task) => {
    const reversed: Record<string, string> = { ...task }
    for (const [key, value] of references) if (key in task) reversed[key] = value
    return reversed
  })
}
