import type { Cluster } from '../cluster/cluster.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import type { Clock } from '../system/clock.ts'
import type { FetchTarget } from './fetch-session.ts'
import { partitionOf, type ReadRules, readTargets, releaseAll, type TargetResult } from './read-targets.ts'

export interface WaitOptions {
  readonly clock: Clock
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly gone: AbortSignal
}

/** Reads, and while that is less than `minBytes` and there is no error, waits for more and reads again. */
export async function readWhenEnough(
  cluster: Cluster,
  targets: readonly FetchTarget[],
  rules: ReadRules,
  { clock, maxWaitMs, minBytes, gone }: WaitOptions,
): Promise<TargetResult[]> {
  const deadline = clock.now() + maxWaitMs
  for (;;) {
    const results = readTargets(cluster, targets, rules)
    const bytes = results.reduce((sum, { records }) => sum + (records?.length ?? 0), 0)
    const leftMs = deadline - clock.now()
    if (bytes >= minBytes || leftMs <= 0 || gone.aborted || results.some(({ errorCode }) => errorCode !== 0)) {
      return results
    }
    releaseAll(results)
    await change(logsOf(cluster, targets, rules), clock, leftMs, gone)
  }
}

function logsOf(cluster: Cluster, targets: readonly FetchTarget[], rules: ReadRules): PartitionLog[] {
  return targets.map((target) => partitionOf(cluster, target, rules.usesTopicIds).log)
}

/** Resolves when one of the logs has news, the time is over or the client is gone. */
function change(logs: readonly PartitionLog[], clock: Clock, waitMs: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      timer.cancel()
      gone.removeEventListener('abort', done)
      for (const log of logs) log.listeners.delete(done)
      resolve()
    }
    const timer = clock.after(waitMs, done)
    gone.addEventListener('abort', done)
    for (const log of logs) log.listeners.add(done)
  })
}
