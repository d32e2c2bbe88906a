import { createOrFindTopic, type KafkaCluster, KafkaLog } from '../kafka/index.ts'
import { decodeRecord, encodeRecord, type LogRecord } from './log-record.ts'
import { RegistryError } from './registry-error.ts'

/** Where the registry keeps its records. One writer at a time. */
export interface RegistryLog {
  /** Reads what is there; `onRecord` then gets every record, our own too, in order. */
  start(onRecord: (record: LogRecord) => void): Promise<void>
  /** Resolves when the records are stored and have been passed to `onRecord`. */
  append(records: readonly LogRecord[]): Promise<void>
  /** Resolves when everything others have written so far has been passed to `onRecord`. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** Records in memory, through the same bytes as the topic: for tests and for a registry that need not outlive its process. */
export function memoryLog(): RegistryLog {
  let receive: (record: LogRecord) => void = () => undefined
  return {
    async start(onRecord) {
      receive = onRecord
    },
    async append(records) {
      for (const record of records) {
        const decoded = decodeRecord(encodeRecord(record))
        if (decoded !== null) receive(decoded)
      }
    },
    refresh: async () => undefined,
    close: async () => undefined,
  }
}

export interface KafkaRegistryLogOptions {
  readonly topic: string
  readonly replicationFactor: number
  /** How long a write or a look at the end of the topic may take. */
  readonly timeoutMs: number
}

/** The topic of a Kafka cluster, compacted, one partition; created when it is not there. */
export function kafkaRegistryLog(cluster: KafkaCluster, options: KafkaRegistryLogOptions): RegistryLog {
  let log: KafkaLog | undefined
  let unfinished: Promise<unknown> = Promise.resolve()
  return {
    async start(onRecord) {
      log = new KafkaLog(cluster, {
        topic: options.topic,
        onRecord: ({ key, value }) => {
          const record = key === null ? null : decodeRecord({ key, value })
          if (record !== null) onRecord(record)
        },
        ensureTopic: async () => {
          await createOrFindTopic(cluster, {
            name: options.topic,
            partitions: 1,
            replicationFactor: options.replicationFactor,
            configs: { 'cleanup.policy': 'compact' },
          })
        },
      })
      await log.start()
    },
    append(records) {
      const writing = write(log!, records)
      unfinished = writing.catch(() => undefined)
      return inTime(writing, 50002, 'Register operation timed out', options.timeoutMs)
    },
    // A write that was late may still land: until then the next id is not known.
    refresh: () =>
      inTime(
        unfinished.then(() => log!.readToEnd()),
        50001,
        'Error in the backend data store: Kafka does not answer',
        options.timeoutMs,
      ),
    close: async () => log?.stop(),
  }
}

async function write(log: KafkaLog, records: readonly LogRecord[]): Promise<void> {
  for (const record of records) {
    const { key, value } = encodeRecord(record)
    await log.send(key, value, 0)
  }
  await log.readToEnd()
}

/** A client must get an answer although Kafka is away; what was sent may still arrive, and is then found by the next attempt. */
async function inTime<T>(work: Promise<T>, code: number, message: string, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RegistryError(code, message)), timeoutMs)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
