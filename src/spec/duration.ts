const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `5m`, `1h30m`, `250ms` or a plain number; -1 for `forever`; undefined when it is none of these. */
export function parseDuration(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isInteger(text) && text >= -1 ? text : undefined
  if (text === 'forever') return -1
  if (/^(?:-1|\d+)$/.test(text)) return Number(text)
  if (!/^(?:\d+(?:ms|s|m|h|d))+$/.test(text)) return undefined
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) total += Number(count) * unitMs[unit!]!
  return total
}
