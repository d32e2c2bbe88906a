import type { KafkaCluster } from '../../src/kafka/index.ts'
import { Fetch, ListOffsets } from '../../src/protocol/index.ts'
import { AbortedTransactions, type KafkaRecord, RecordBatch, readBatches } from '../../src/protocol/records/index.ts'

export interface ReadBackOptions {
  readonly partition?: number
  readonly isolation?: 'read_committed' | 'read_uncommitted'
}

/** Every record of a partition up to its end, read with plain Fetch requests. */
export async function readBack(
  cluster: KafkaCluster,
  topic: string,
  options: ReadBackOptions = {},
): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = []
  for (const { batch, isAborted } of await readBatchesBack(cluster, topic, options))
    if (!batch.isControl && !isAborted) records.push(...batch.records())
  return records
}

export async function readBatchesBack(
  cluster: KafkaCluster,
  topic: string,
  { partition = 0, isolation = 'read_uncommitted' }: ReadBackOptions = {},
): Promise<{ batch: RecordBatch; isAborted: boolean }[]> {
  const isolationLevel = isolation === 'read_committed' ? 1 : 0
  const leaderOf = { topic, partition }
  await cluster.metadata.refresh([topic])
  const listed = await cluster.request(
    ListOffsets,
    {
      replicaId: -1,
      isolationLevel,
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp: -1n }] }],
    },
    { leaderOf },
  )
  const end = Number(listed.topics[0]!.partitions[0]!.offset)
  const found: { batch: RecordBatch; isAborted: boolean }[] = []
  for (let offset = 0; offset < end; ) {
    const answer = await cluster.request(
      Fetch,
      {
        ...{ replicaId: -1, maxWaitMs: 500, minBytes: 1, maxBytes: 50_000_000, isolationLevel },
        topics: [
          {
            topic,
            partitions: [{ partition, fetchOffset: BigInt(offset), partitionMaxBytes: 50_000_000 }],
          },
        ],
        forgottenTopicsData: [],
      },
      { leaderOf },
      { versionMax: 11, lane: 'fetch' },
    )
    const one = answer.responses[0]!.partitions[0]!
    if (one.errorCode !== 0) throw new Error(`Fetch answered error ${one.errorCode}`)
    const aborted = new AbortedTransactions(
      (one.abortedTransactions ?? []).map((each) => ({
        producerId: Number(each.producerId),
        firstOffset: Number(each.firstOffset),
      })),
    )
    for (const batch of readBatches(one.records ?? Buffer.alloc(0))) {
      if (!(batch instanceof RecordBatch)) throw new Error('an old message format')
      batch.verifyChecksum()
      found.push({ batch, isAborted: aborted.skips(batch) && !batch.isControl })
      offset = batch.lastOffset + 1
    }
  }
  return found
}
