/** One record on its way: the `sequence`-th of its source partition, counted from 0. `atMs` is when the log took it, where that is known. */
export interface SeenRecord {
  readonly lane: string
  readonly sequence: number
  readonly atMs?: number
}

/** A source offset as it was stored: the task would go on with `next`. */
export interface StoredOffset {
  readonly lane: string
  readonly next: number
  readonly atMs?: number
}

export interface DeliveryPlan {
  /** How many records each source partition has. */
  readonly lanes: ReadonlyMap<string, number>
  /**
   * `exactly-once`: each record once, in order. `at-least-once`: what was seen may be seen again from an earlier place on, without a gap.
   * `overlapping`: the same from two tasks at a time (one of them a zombie): only first appearances must be in order.
   */
  readonly guarantee: 'exactly-once' | 'at-least-once' | 'overlapping'
}

export type FindingKind = 'lost' | 'twice' | 'out of order' | 'unknown' | 'stored too early' | 'stored backwards'

export interface Finding {
  readonly kind: FindingKind
  readonly lane: string
  /** The sequence, or the stored offset, that it is about. */
  readonly at: number
}

/**
 * Counts records from one end of a pipeline to the other. `seen` is everything that arrived, in the order of the log or of the sink's calls;
 * order between source partitions does not matter. Returns what is wrong, nothing when all is well.
 */
export function checkRecords({ lanes, guarantee }: DeliveryPlan, seen: readonly SeenRecord[]): Finding[] {
  const findings: Finding[] = []
  const find = (kind: FindingKind, lane: string, at: number) => findings.push({ kind, lane, at })
  const progress = new Map([...lanes].map(([lane]) => [lane, { last: -1, top: -1, known: new Set<number>() }]))
  for (const { lane, sequence } of seen) {
    const at = progress.get(lane)
    if (at === undefined || !(sequence >= 0 && sequence < (lanes.get(lane) ?? 0))) {
      find('unknown', lane, sequence)
      continue
    }
    const isAgain = at.known.has(sequence)
    if (isAgain && guarantee === 'exactly-once') find('twice', lane, sequence)
    const before = guarantee === 'at-least-once' ? at.last : at.top
    if (guarantee === 'at-least-once' ? sequence > before + 1 : !isAgain && sequence !== before + 1)
      find('out of order', lane, sequence)
    at.known.add(sequence)
    at.last = sequence
    at.top = Math.max(at.top, sequence)
  }
  for (const [lane, count] of lanes) {
    const { known } = progress.get(lane)!
    for (let sequence = 0; sequence < count; sequence++) if (!known.has(sequence)) find('lost', lane, sequence)
  }
  return findings
}

/**
 * Holds stored source offsets against the records, both with the append times of one broker's clock: an offset may be stored only when every
 * record before it is in the log, and never below one that was stored before. `stored` is in the order of the log.
 */
export function checkOffsets(stored: readonly StoredOffset[], seen: readonly SeenRecord[]): Finding[] {
  const findings: Finding[] = []
  const firstAt = new Map<string, number>()
  for (const { lane, sequence, atMs } of seen) {
    const key = `${lane}:${sequence}`
    firstAt.set(key, Math.min(firstAt.get(key) ?? Number.POSITIVE_INFINITY, atMs ?? 0))
  }
  const top = new Map<string, number>()
  for (const { lane, next, atMs = Number.POSITIVE_INFINITY } of stored) {
    const before = top.get(lane) ?? 0
    if (next < before) findings.push({ kind: 'stored backwards', lane, at: next })
    for (let sequence = before; sequence < next; sequence++)
      if ((firstAt.get(`${lane}:${sequence}`) ?? Number.POSITIVE_INFINITY) > atMs) {
        findings.push({ kind: 'stored too early', lane, at: next })
        break
      }
    top.set(lane, Math.max(before, next))
  }
  return findings
}

/** One offset commit of a sink's group, in the order in which the coordinator took them. `written` = the sink had written all below. */
export interface SinkCommit {
  readonly partition: string
  readonly offset: number
  /** Highest offset + 1 that the sink had written when the commit came; undefined when it had written nothing of that partition. */
  readonly written: number | undefined
}

/** A sink's commits never go back, and never beyond what it has written. */
export function checkSinkCommits(commits: readonly SinkCommit[]): Finding[] {
  const top = new Map<string, number>()
  return commits.flatMap(({ partition, offset, written }): Finding[] => {
    const before = top.get(partition) ?? 0
    top.set(partition, Math.max(before, offset))
    if (offset < before) return [{ kind: 'stored backwards', lane: partition, at: offset }]
    return offset > Math.max(before, written ?? 0) ? [{ kind: 'stored too early', lane: partition, at: offset }] : []
  })
}

/** For messages of tests: the first few findings and how many there are. */
export function findingsText(findings: readonly Finding[]): string {
  const shown = findings.slice(0, 10).map(({ kind, lane, at }) => `${kind} ${lane}:${at}`)
  return `${findings.length} findings: ${shown.join(', ')}`
}
