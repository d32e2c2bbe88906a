import { DescribeLogDirs } from '../../protocol/index.ts'
import type { Partition } from '../cluster/topic.ts'
import { defineHandler } from './handler.ts'

/** There is one directory, and no replica lags. Null asks for all topics. */
export const describeLogDirs = defineHandler(DescribeLogDirs, {
  handle(request, { broker }) {
    const { cluster } = broker
    const wanted = request.topics && new Map(request.topics.map(({ topic, partitions }) => [topic, partitions]))
    const topics = []
    for (const { name, partitions } of cluster.topics()) {
      const asked = wanted?.get(name)
      if (wanted && !asked) continue
      const own = partitions.filter(({ index }) => !asked || asked.includes(index))
      topics.push({ name, partitions: own.map(describe) })
    }
    return { errorCode: 0, results: [{ errorCode: 0, logDir: cluster.options.dataDir, topics, isCordoned: false }] }
  },
  refuse: (_request, errorCode) => ({ errorCode, results: [] }),
})

const describe = ({ index, log }: Partition) => ({
  partitionIndex: index,
  partitionSize: BigInt(log.sizeBytes),
  offsetLag: 0n,
  isFutureKey: false,
})
