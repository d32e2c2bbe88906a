import { type Validator, validator } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import { includesVersion, parseVersionRange, type VersionRange, versionRangeText } from './version-range.ts'

/** A version or a Maven range of versions (KIP-891): `1.0`, `[1.0,2.0)`, `latest`. Null passes. */
export const pluginVersionValidator: Validator = validator((_, value) => {
  if (value !== null && value !== undefined) versionRequirement(String(value))
}, 'a version or a range of versions')

/** What a `plugin.version` asks for; null = the newest. A version without brackets is meant exactly. Throws ConfigException. */
export function versionRequirement(text: string | null | undefined): VersionRange | null {
  if (text === null || text === undefined || text === 'latest') return null
  const spec = text.trim()
  const range = parseVersionRange(spec)
  return range.recommended === null ? range : parseVersionRange(`[${spec}]`)
}

/** Java's error text when no installed version is in the range; null when one is. */
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

/** As `versionProblem`, for a text that may be no range either. */
export function versionOrSyntaxProblem(
  className: string,
  text: string | null | undefined,
  versions: readonly string[],
): string | null {
  try {
    return versionProblem(className, text, versions)
  } catch (error) {
    if (error instanceof ConfigException) return error.message
    throw error
  }
}
