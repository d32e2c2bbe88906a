import { ConnectException } from '../../errors/index.ts'
import { createOrFindTopic, verifyCompactOnly } from '../../kafka/admin/index.ts'
import type { ClientProperties } from '../../kafka/client-config/client-properties.ts'
import type { KafkaCluster } from '../../kafka/index.ts'
import { KafkaLog } from '../../kafka/log/index.ts'
import { assemble, type BundleStore, checkChunk, GRACE_MS, incomplete, noBundle, sha256 } from './bundle-store.ts'

export interface KafkaBundleStoreOptions {
  readonly topic: string
  /** -1 = the broker's default. */
  readonly replicationFactor: number
  readonly producer?: ClientProperties
  readonly consumer?: ClientProperties
  /** Opens the connection; called at the first use, so that workers without bundles read no topic. */
  readonly connect: () => KafkaCluster
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Chunk {
  /** null: the record's bytes do not give its hash. */
  readonly bytes: Uint8Array | null
  readonly at: number
}

interface Bundle {
  readonly chunks: readonly string[]
  readonly at: number
}

const CHUNK = 'chunk-'
const BUNDLE = 'bundle-'

/**
 * Bundles in a compacted topic that every worker of the group reads: `chunk-<sha256>` holds raw bytes, `bundle-<sha256>` the JSON list of a
 * bundle's chunks, written after them. What does not give its own hash is passed over, so a damaged record hides a bundle and never changes it.
 */
export class KafkaBundleStore implements BundleStore {
  readonly #options: KafkaBundleStoreOptions
  readonly #chunks = new Map<string, Chunk>()
  readonly #bundles = new Map<string, Bundle>()
  #opened: Promise<{ readonly log: KafkaLog; readonly cluster: KafkaCluster }> | undefined

  constructor(options: KafkaBundleStoreOptions) {
    this.#options = options
  }

  async has(hash: string): Promise<boolean> {
    return (await this.#find(hash)) !== null
  }

  async putChunk(chunk: string, bytes: Uint8Array): Promise<void> {
    checkChunk(chunk, bytes)
    const { log } = await this.#open()
    if (this.#chunks.get(chunk)?.bytes) return
    await log.send(Buffer.from(CHUNK + chunk), bytes)
  }

  async putBundle(hash: string, chunks: readonly string[]): Promise<void> {
    if (await this.has(hash)) return
    if (this.#assemble(hash, chunks) === null) throw incomplete(hash)
    const { log } = await this.#open()
    await log.send(Buffer.from(BUNDLE + hash), Buffer.from(JSON.stringify({ format: 1, chunks })))
    await log.readToEnd()
  }

  async code(hash: string): Promise<Uint8Array> {
    const code = await this.#find(hash)
    if (code === null) throw this.#bundles.has(hash) ? this.#damaged(hash) : noBundle(hash)
    return code
  }

  async sweep(keep: ReadonlySet<string>, graceMs: number = GRACE_MS): Promise<readonly string[]> {
    const { log } = await this.#open()
    await log.readToEnd()
    const before = this.#options.now() - graceMs
    const isOld = ({ at }: { readonly at: number }) => at <= before
    const gone = [...this.#bundles].flatMap(([hash, bundle]) => (!keep.has(hash) && isOld(bundle) ? [hash] : []))
    // The list goes first: whoever still sees it sees the chunks too, or hears that they are missing.
    for (const hash of gone) await log.send(Buffer.from(BUNDLE + hash), null)
    const needed = new Set([...this.#bundles].flatMap(([hash, bundle]) => (gone.includes(hash) ? [] : bundle.chunks)))
    for (const [chunk, each] of [...this.#chunks])
      if (!needed.has(chunk) && isOld(each)) await log.send(Buffer.from(CHUNK + chunk), null)
    await log.readToEnd()
    return gone
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined)
    await opened?.log.stop()
    await opened?.cluster.close()
  }

  /** As of now: another worker may just have written it. */
  async #find(hash: string): Promise<Uint8Array | null> {
    const { log } = await this.#open()
    const known = this.#bundles.get(hash)
    const found = known && this.#assemble(hash, known.chunks)
    if (found) return found
    await log.readToEnd()
    return this.#assemble(hash, this.#bundles.get(hash)?.chunks ?? [])
  }

  #assemble(hash: string, chunks: readonly string[]): Uint8Array | null {
    return chunks.length === 0 ? null : assemble(hash, chunks, (chunk) => this.#chunks.get(chunk)?.bytes ?? undefined)
  }

  #damaged(hash: string): ConnectException {
    const { topic } = this.#options
    const parts = this.#bundles.get(hash)!.chunks.flatMap((chunk) => {
      const found = this.#chunks.get(chunk)
      if (found === undefined) return [`chunk ${chunk} is missing`]
      return found.bytes === null ? [`the bytes of chunk ${chunk} do not give its hash`] : []
    })
    const why = parts.length > 0 ? parts.join(', ') : 'its chunks give another hash'
    return new ConnectException(`Bundle ${hash} in topic ${topic} is damaged: ${why}. Deploy it again.`)
  }

  #open(): Promise<{ readonly log: KafkaLog; readonly cluster: KafkaCluster }> {
    this.#opened ??= this.#start().catch((error: unknown) => {
      this.#opened = undefined
      throw error
    })
    return this.#opened
  }

  async #start(): Promise<{ readonly log: KafkaLog; readonly cluster: KafkaCluster }> {
    const { topic, replicationFactor, producer, consumer, connect } = this.#options
    const cluster = connect()
    const log = new KafkaLog(cluster, {
      topic,
      producer: { ...producer, 'enable.idempotence': true, 'delivery.timeout.ms': 60_000 },
      ...(consumer === undefined ? {} : { consumer }),
      ensureTopic: async () => {
        const creation = { name: topic, partitions: 1, replicationFactor, configs: { 'cleanup.policy': 'compact' } }
        if ((await createOrFindTopic(cluster, creation)) === 'created') return
        await verifyCompactOnly(cluster, { name: topic, property: 'bundle.storage.topic', purpose: 'bundles' })
      },
      onRecord: ({ key, value, timestamp }) =>
        this.#read(key === null ? '' : Buffer.from(key).toString('utf8'), value, timestamp),
      // The next use reads the topic anew.
      onError: () => {
        this.#opened = undefined
        void log
          .stop()
          .catch(() => {})
          .then(() => cluster.close())
      },
    })
    try {
      await log.start()
      return { log, cluster }
    } catch (error) {
      await log.stop().catch(() => {})
      await cluster.close()
      throw error
    }
  }

  #read(key: string, value: Uint8Array | null, at: number): void {
    if (key.startsWith(CHUNK)) this.#readChunk(key.slice(CHUNK.length), value, at)
    if (key.startsWith(BUNDLE)) {
      const chunks = value === null ? null : chunksOf(value)
      if (chunks === null) this.#bundles.delete(key.slice(BUNDLE.length))
      else this.#bundles.set(key.slice(BUNDLE.length), { chunks, at })
    }
  }

  /** A damaged record takes nothing from a sound one that was read before it. */
  #readChunk(chunk: string, value: Uint8Array | null, at: number): void {
    if (value === null) this.#chunks.delete(chunk)
    else if (sha256(value) === chunk) this.#chunks.set(chunk, { bytes: Uint8Array.from(value), at })
    else if (!this.#chunks.get(chunk)?.bytes) this.#chunks.set(chunk, { bytes: null, at })
  }
}

function chunksOf(value: Uint8Array): readonly string[] | null {
  try {
    const { chunks } = JSON.parse(Buffer.from(value).toString('utf8')) as { chunks?: unknown }
    return Array.isArray(chunks) && chunks.every((chunk) => typeof chunk === 'string') ? chunks : null
  } catch {
    return null
  }
}
