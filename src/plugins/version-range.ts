import { ConfigException } from '../errors/index.ts'
import { compareVersions } from './compare-versions.ts'

/** A part of a Maven version range; null = unbounded. */
interface Restriction {
  readonly lower: string | null
  readonly isLowerInclusive: boolean
  readonly upper: string | null
  readonly isUpperInclusive: boolean
}

export interface VersionRange {
  /** A single version outside of brackets: recommended, not required. */
  readonly recommended: string | null
  readonly restrictions: readonly Restriction[]
}

/** `org.apache.kafka.connect.runtime.isolation.VersionedPluginLoadingException`. */
class VersionedPluginLoadingException extends ConfigException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.isolation.VersionedPluginLoadingException'
}

export const invalidVersion = (message: string): ConfigException => new VersionedPluginLoadingException(message)

/** `VersionRange.createFromVersionSpec` of Maven, with its error texts. */
export function parseVersionRange(spec: string): VersionRange {
  const restrictions: Restriction[] = []
  let rest = spec
  let upper: string | null = null
  let hasUpper = false
  while (rest.startsWith('[') || rest.startsWith('(')) {
    const end = closingOf(rest, spec)
    const restriction = parseRestriction(rest.slice(0, end + 1))
    if (hasUpper && (upper === null || restriction.lower === null || compareVersions(restriction.lower, upper) < 0))
      throw invalidVersion(`Ranges overlap: ${spec}`)
    restrictions.push(restriction)
    upper = restriction.upper
    hasUpper = true
    rest = rest.slice(end + 1).trim()
    if (rest.startsWith(',')) rest = rest.slice(1).trim()
  }
  if (rest === '') return { recommended: null, restrictions }
  if (restrictions.length > 0)
    throw invalidVersion(`Only fully-qualified sets allowed in multiple set scenario: ${spec}`)
  return { recommended: rest, restrictions }
}

function closingOf(rest: string, spec: string): number {
  const ends = [rest.indexOf(')'), rest.indexOf(']')].filter((index) => index >= 0)
  if (ends.length === 0) throw invalidVersion(`Unbounded range: ${spec}`)
  return Math.min(...ends)
}

function parseRestriction(spec: string): Restriction {
  const isLowerInclusive = spec.startsWith('[')
  const isUpperInclusive = spec.endsWith(']')
  const inner = spec.slice(1, -1).trim()
  const comma = inner.indexOf(',')
  if (comma < 0) {
    if (!isLowerInclusive || !isUpperInclusive) throw invalidVersion(`Single version must be surrounded by []: ${spec}`)
    return { lower: inner, upper: inner, isLowerInclusive, isUpperInclusive }
  }
  const lower = inner.slice(0, comma).trim() || null
  const upper = inner.slice(comma + 1).trim() || null
  if (lower !== null && upper !== null) checkBounds(lower, upper, isLowerInclusive && isUpperInclusive, spec)
  return { lower, upper, isLowerInclusive, isUpperInclusive }
}

function checkBounds(lower: string, upper: string, isClosed: boolean, spec: string): void {
  const order = compareVersions(upper, lower)
  if (order < 0 || (order === 0 && !isClosed)) throw invalidVersion(`Range defies version ordering: ${spec}`)
}

/** Whether a version is inside the range; a recommended version stands for exactly itself. */
export function includesVersion(range: VersionRange, version: string): boolean {
  if (range.recommended !== null) return compareVersions(version, range.recommended) === 0
  return range.restrictions.some((part) => isAbove(part, version) && isBelow(part, version))
}

function isAbove({ lower, isLowerInclusive }: Restriction, version: string): boolean {
  if (lower === null) return true
  const order = compareVersions(version, lower)
  return isLowerInclusive ? order >= 0 : order > 0
}

function isBelow({ upper, isUpperInclusive }: Restriction, version: string): boolean {
  if (upper === null) return true
  const order = compareVersions(version, upper)
  return isUpperInclusive ? order <= 0 : order < 0
}

/** `VersionRange.toString`. */
export function versionRangeText(range: VersionRange): string {
  if (range.recommended !== null) return range.recommended
  return range.restrictions
    .map(
      ({ lower, upper, isLowerInclusive, isUpperInclusive }) =>
        `${isLowerInclusive ? '[' : '('}${lower ?? ''},${upper ?? ''}${isUpperInclusive ? ']' : ')'}`,
    )
    .join(',')
}
