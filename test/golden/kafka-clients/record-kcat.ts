import { spawnSync } from 'node:child_process'
import { connectCluster } from '../../../src/kafka/index.ts'
import { Fetch } from '../../../src/protocol/index.ts'

/**
 * Lets kcat (librdkafka) produce with every codec and prints the batches as the broker stores them, one JSON object a line.
 * Run: node test/golden/kafka-clients/record-kcat.ts HOST:PORT > test/golden/data/kcat-batches.jsonl
 */
const bootstrap = process.argv[2]!
const cluster = connectCluster({ 'bootstrap.servers': bootstrap }, { clientId: 'recorder' })
for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
  const topic = `kcat-${codec}-${Date.now()}`
  await cluster.metadata.topic(topic, { autoCreate: true })
  const lines = Array.from({ length: 40 }, (_, i) => `key-${i}:value ${i} ${'abc'.repeat(i % 11)}`)
  const args = ['-P', '-b', bootstrap, '-t', topic, '-z', codec, '-K', ':', '-H', 'a=b', '-X', 'linger.ms=300']
  const done = spawnSync('kcat', args, { input: `${lines.join('\n')}\n`, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(done.stderr)
  await cluster.metadata.refresh([topic])
  const answer = await cluster.request(
    Fetch,
    {
      ...{ replicaId: -1, maxWaitMs: 500, minBytes: 1, maxBytes: 1_000_000, isolationLevel: 0 },
      topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }],
      forgottenTopicsData: [],
    },
    { leaderOf: { topic, partition: 0 } },
    { versionMax: 11 },
  )
  const bytes = answer.responses[0]!.partitions[0]!.records!.toString('base64')
  process.stdout.write(`${JSON.stringify({ codec, lines, bytes })}\n`)
}
await cluster.close()
