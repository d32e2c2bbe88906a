import { ConfigException } from '../errors/index.ts'

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

const invalid = (message: string) => new VersionedPluginLoadingException(message)

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
      throw invalid(`Ranges overlap: ${spec}`)
    restrictions.push(restriction)
    upper = restriction.upper
    hasUpper = true
    rest = rest.slice(end + 1).trim()
    if (rest.startsWith(',')) rest = rest.slice(1).trim()
  }
  if (rest === '') return { recommended: null, restrictions }
  if (restrictions.length > 0) throw invalid(`Only fully-qualified sets allowed in multiple set scenario: ${spec}`)
  return { recommended: rest, restrictions }
}

function closingOf(rest: string, spec: string): number {
  const ends = [rest.indexOf(')'), rest.indexOf(']')].filter((index) => index >= 0)
  if (ends.length === 0) throw invalid(`Unbounded range: ${spec}`)
  return Math.min(...ends)
}

function parseRestriction(spec: string): Restriction {
  const isLowerInclusive = spec.startsWith('[')
  const isUpperInclusive = spec.endsWith(']')
  const inner = spec.slice(1, -1).trim()
  const comma = inner.indexOf(',')
  if (comma < 0) {
    if (!isLowerInclusive || !isUpperInclusive) throw invalid(`Single version must be surrounded by []: ${spec}`)
    return { lower: inner, upper: inner, isLowerInclusive, isUpperInclusive }
  }
  const lower = inner.slice(0, comma).trim() || null
  const upper = inner.slice(comma + 1).trim() || null
  if (lower !== null && upper !== null) checkBounds(lower, upper, isLowerInclusive && isUpperInclusive, spec)
  return { lower, upper, isLowerInclusive, isUpperInclusive }
}

function checkBounds(lower: string, upper: string, isClosed: boolean, spec: string): void {
  if (lower === upper && !isClosed) throw invalid(`Range cannot have identical boundaries: ${spec}`)
  if (compareVersions(upper, lower) < 0) throw invalid(`Range defies version ordering: ${spec}`)
}

/** Order of versions as Maven has it, for the usual forms: numbers by value, qualifiers before the release. */
export function compareVersions(a: string, b: string): number {
  const left = itemsOf(a)
  const right = itemsOf(b)
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareItems(left[i], right[i])
    if (order !== 0) return order
  }
  return 0
}

const itemsOf = (version: string) =>
  version
    .toLowerCase()
    .split(/[.-]|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)/)
    .map((item) => (/^\d+$/.test(item) ? Number(item) : item))

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const aliases: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  m: 'milestone',
  cr: 'rc',
  ga: '',
  final: '',
  release: '',
}

function compareItems(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const left = a ?? 0
    const right = b ?? 0
    if (typeof left === 'number' && typeof right === 'number') return left - right
    return typeof left === 'number' ? 1 : -1
  }
  return rankOf(a ?? '') - rankOf(b ?? '') || (a ?? '').localeCompare(b ?? '')
}

function rankOf(qualifier: string): number {
  const known = qualifiers.indexOf(aliases[qualifier] ?? qualifier)
  return known < 0 ? qualifiers.length : known
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
