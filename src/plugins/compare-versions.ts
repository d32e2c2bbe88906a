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
