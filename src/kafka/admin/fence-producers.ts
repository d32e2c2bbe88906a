import { InitProducerId } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { type AdminOutcomes, adminErrorOf } from './admin-error.ts'

const CONCURRENT_TRANSACTIONS = 51
/** Another fencing was quicker: with a new epoch the next try succeeds. */
const PRODUCER_FENCED = 90

/**
 * Fences every producer that uses one of these transactional ids, and aborts its open transaction (Java's
 * `Admin.fenceProducers`).
 */
export async function fenceProducers(
  cluster: KafkaCluster,
  transactionalIds: readonly string[],
  timeoutMs: number = cluster.settings.defaultApiTimeoutMs,
): Promise<AdminOutcomes> {
  const outcomes: AdminOutcomes = new Map()
  const deadline = cluster.clock.now() + timeoutMs
  const fence = async (transactionalId: string) => {
    for (let attempt = 0; ; attempt++) {
      const { errorCode } = await cluster.request(
        InitProducerId,
        { transactionalId, transactionTimeoutMs: Math.max(1, Math.min(timeoutMs, 60_000)) },
        { transaction: transactionalId },
      )
      const isBusy = errorCode === CONCURRENT_TRANSACTIONS || errorCode === PRODUCER_FENCED
      const { retryBackoffMs, retryBackoffMaxMs } = cluster.settings
      const wait = backOffMs(attempt, retryBackoffMs, retryBackoffMaxMs, cluster.random)
      if (!isBusy || cluster.clock.now() + wait >= deadline) {
        outcomes.set(transactionalId, adminErrorOf(errorCode))
        return
      }
      await delay(cluster.clock, wait)
    }
  }
  await Promise.all(transactionalIds.map(fence))
  return outcomes
}
