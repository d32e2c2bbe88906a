import type { PluginKind } from '../api/index.ts'
import type { Resolved } from './catalogue.ts'
import {
  includesVersion,
  invalidVersion,
  parseVersionRange,
  type VersionRange,
  versionRangeText,
} from './version-range.ts'

/** Which version of a plugin is meant (KIP-891). */
export interface VersionChoice {
  /** A `plugin.version`: a version, a Maven range of versions, or `latest`. Absent or null: whichever. */
  readonly version?: string | null | undefined
  /** The connector's module (`CatalogueEntry.module`): what the connector brings along goes before newer versions. */
  readonly beside?: string | undefined
}

/** What a `plugin.version` asks for; null = whichever. A version without brackets is meant exactly. Throws ConfigException. */
export function versionRequirement(text: string | null | undefined): VersionRange | null {
  if (text === null || text === undefined || text === 'latest') return null
  const spec = text.trim()
  const range = parseVersionRange(spec)
  return range.restrictions.length > 0 ? range : parseVersionRange(`[${spec}]`)
}

/** Java's error text when no version is in the range; null when one is. Throws ConfigException for what is no range. */
export function versionProblem(
  className: string,
  text: string | null | undefined,
  versions: readonly string[],
): string | null {
  const range = versionRequirement(text)
  if (range === null || versions.some((version) => includesVersion(range, version))) return null
  return (
    `Plugin ${className} not found that matches the version range ${versionRangeText(range)}, ` +
    `available versions: [${versions.join(', ')}]`
  )
}

/**
 * The version to use, of those that are installed: of the allowed ones the connector's own, else the newest (`DelegatingClassLoader.findPluginLoader`).
 * Throws ConfigException with Java's text when none is allowed, or the range is none.
 */
export function chooseVersion<K extends PluginKind>(
  resolved: Resolved<K>,
  { version, beside }: VersionChoice,
): Resolved<K> {
  const { className, versions } = resolved
  const range = versionRequirement(version)
  const allowed = range === null ? versions : versions.filter((entry) => includesVersion(range, entry.version))
  const own = beside === undefined ? undefined : allowed.find(({ module }) => module === beside)
  const entry = own ?? allowed.at(-1)
  if (entry !== undefined) return { ...resolved, entry }
  const installed = versions.map((each) => each.version)
  throw invalidVersion(versionProblem(className, version, installed) ?? className)
}

/**
 * The choice of a converter that the connector's configuration names: the connector's own version counts only where none is asked for, even as `latest`
 * (`Plugins.newVersionedPlugin`; of SMTs and predicates it always goes first).
 */
export const converterVersion = (version: string | null | undefined, beside: string | undefined): VersionChoice =>
  version === null || version === undefined ? { beside } : { version }
