import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PipelineError } from '../../src/errors/index.ts'
import { createAdmin, createConsumer, type KafkaCluster } from '../../src/kafka/index.ts'
import type { FixtureConverters } from '../../src/testing/fixture-record.ts'
import { fixtureLine } from '../../src/testing/fixture-record.ts'

export interface RecordFixtureOptions {
  readonly topic: string
  readonly out: string
  readonly isFromBeginning: boolean
  readonly recordsMax: number
  readonly properties: Readonly<Record<string, string>>
  readonly converters: FixtureConverters
  readonly signal: AbortSignal
}

const POLL_MS = 250

/**
 * Writes records of a topic to a fixture file, one JSON object a line, and gives their number. From the beginning it ends with what was there at the start, else
 * after `recordsMax` new records; with the signal always. Throws SLW5006 when there is no such topic.
 */
export async function recordFixture(cluster: KafkaCluster, options: RecordFixtureOptions): Promise<number> {
  const admin = createAdmin(cluster)
  const found = (await admin.listTopics()).find(({ name }) => name === options.topic)
  if (found === undefined) throw new PipelineError('SLW5006', `There is no topic '${options.topic}'.`)
  const places = Array.from({ length: found.partitions }, (_, partition) => ({ topic: found.name, partition }))
  const consumer = createConsumer(cluster, { ...options.properties, 'enable.auto.commit': false })
  await mkdir(dirname(options.out), { recursive: true })
  const file = createWriteStream(options.out)
  let count = 0
  try {
    consumer.assign(places)
    if (options.isFromBeginning) consumer.seekToBeginning(places)
    else consumer.seekToEnd(places)
    const ends = options.isFromBeginning
      ? await admin.listOffsets(places.map((place) => ({ ...place, at: 'latest' as const })))
      : undefined
    const isAtEnd = () =>
      ends !== undefined && [...ends.values()].every((end) => (consumer.position(end) ?? -1) >= end.offset)
    while (count < options.recordsMax && !options.signal.aborted && !isAtEnd()) {
      for (const record of await consumer.poll(POLL_MS)) {
        file.write(`${await fixtureLine(record, options.converters)}\n`)
        if (++count === options.recordsMax) break
      }
    }
  } finally {
    file.end()
    await Promise.all([once(file, 'close'), consumer.close()])
  }
  return count
}
