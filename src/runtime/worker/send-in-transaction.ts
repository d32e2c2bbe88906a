import { connectCluster } from '../../kafka/index.ts'
import { createProducer } from '../../kafka/producer/index.ts'
import type { OffsetRecord } from '../store/offset-store.ts'
import type { WorkerDeps } from './worker-deps.ts'

/**
 * All of the records or none, by a transactional producer of its own. Its claim of the id also aborts what an earlier holder of it left open.
 * @param producer - properties of the producer, `transactional.id` among them.
 */
export async function sendInTransaction(
  producer: Readonly<Record<string, string>>,
  deps: Pick<WorkerDeps, 'clock' | 'random'>,
  topic: string,
  records: readonly OffsetRecord[],
): Promise<void> {
  const cluster = connectCluster(producer, { clientId: producer['client.id'] ?? '', ...deps })
  try {
    const sender = createProducer(cluster, producer)
    try {
      await sender.initTransactions()
      sender.beginTransaction()
      await Promise.all(records.map(([key, value]) => sender.sendAndWait({ topic, key, value })))
      await sender.commitTransaction()
    } finally {
      await sender.close({ timeoutMs: 0 })
    }
  } finally {
    await cluster.close()
  }
}
