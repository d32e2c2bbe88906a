import { keyOf, type Reading } from './reading.ts'

/** One metric that is not the same, whatever its tags, and what was seen. */
export interface Difference {
  /** `group name` */
  readonly metric: string
  readonly text: string
}

/** What depends on when one looks, how fast the machine is, or how a consumer cuts what it fetches. */
export function isMeasured({ group, name, tags }: Reading): boolean {
  if (!/^(?:connect-worker|connector|source-task|sink-task|task-error)/.test(group)) return false
  if (/-(?:rate|ratio|timestamp)$|-time-ms$|active-count-(?:max|avg)$|-rebalance-ms$/.test(name)) return true
  if (/^offset-commit-(?:seq-no|completion-total)$|^connector-startup-.*-percentage$/.test(name)) return true
  if (group === 'connect-worker-rebalance-metrics') return !/^(?:connect-protocol|rebalancing)$/.test(name)
  if (/connector=(?:tolerant|two|failing)/.test(tags) && name.startsWith('batch-size-')) return true
  // It stops at the first record that it cannot read, in whichever partition it got first.
  return tags.includes('connector=failing') && /^sink-record-read-total$|^offset-commit-.*-percentage$/.test(name)
}

/** Tasks that share partitions: what each of them had does not matter, what they had together does. */
function joined(readings: readonly Reading[]): Reading[] {
  const sums = new Map<string, Reading>()
  const rest = readings.filter((each) => {
    if (!each.tags.startsWith('connector=two|task=') || typeof each.value === 'string') return true
    const tags = 'connector=two'
    const key = keyOf({ ...each, tags })
    if (/-total$|^total-|^deadletter|^partition-count$/.test(each.name) && !isMeasured(each))
      sums.set(key, { ...each, tags, value: each.value + Number(sums.get(key)?.value ?? 0) })
    return false
  })
  return [...rest, ...sums.values()]
}

/** Differences between the metrics of a Java worker and of ours that did the same: names, tags, and values that cannot depend on time. */
export function differences(theirs: readonly Reading[], ours: readonly Reading[]): Difference[] {
  const [java, here] = [theirs, ours].map((all) => new Map(joined(all).map((each) => [keyOf(each), each])))
  const found: Difference[] = []
  for (const key of new Set([...java!.keys(), ...here!.keys()])) {
    const [a, b] = [java!.get(key), here!.get(key)]
    const metric = `${(a ?? b)!.group} ${(a ?? b)!.name}`
    if (a === undefined || b === undefined) found.push({ metric, text: `${key} only ${a ? 'there' : 'here'}` })
    else if (!isMeasured(a) && !Object.is(a.value, b.value))
      found.push({ metric, text: `${key}: ${a.value} there, ${b.value} here` })
  }
  return found
}

/** What cannot be right about values that depend on time; of one worker. */
export function implausible(
  readings: readonly Reading[],
  { url, sinceMs }: { url: string; sinceMs: number },
): string[] {
  const values = new Map(readings.map((each) => [keyOf(each), each.value]))
  const sibling = ({ group, tags }: Reading, name: string) => Number(values.get(keyOf({ group, name, tags, value: 0 })))
  const now = Date.now()
  return readings.filter(isMeasured).flatMap((each) => {
    const { name, value } = each
    const isFine = () => {
      if (name === 'leader-name') return String(value).replace(/\/$/, '') === url
      if (typeof value === 'string') return false
      if (name.endsWith('-timestamp'))
        return sibling(each, 'total-record-errors') > 0 === value > sinceMs && value < now
      if (name.endsWith('-rate')) {
        const total = sibling(each, name.replace(/-rate$/, '-total'))
        return total > 0 ? value > total / 120 && value <= total : value === 0
      }
      if (Number.isNaN(value)) return true
      if (name.endsWith('-percentage')) return value === 0 || value === 1
      if (name === 'running-ratio') return value >= 0 && value + sibling(each, 'pause-ratio') <= 1.001
      if (/-avg(?:-time-ms)?$/.test(name)) return value >= 0 && value <= sibling(each, name.replace('-avg', '-max'))
      if (name === 'epoch' || name === 'completed-rebalances-total') return value >= 1
      return value >= 0 && value < now - sinceMs + 60_000
    }
    return isFine() ? [] : [`${keyOf(each)} is ${value}`]
  })
}
