import type { Cluster } from '../cluster/cluster.ts'
import type { ServerConfig } from '../config/server-config.ts'
import type { GroupCoordinator } from '../groups/group-coordinator.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import { checkProducer, isRepeatedEnd, type ProducerClaim } from './check-producer.ts'
import { parsePartitionKey, type Transaction } from './transaction.ts'
import { TransactionStore } from './transaction-store.ts'
import { writeMarker } from './write-markers.ts'

export interface TransactionCoordinatorOptions {
  readonly fs: FileSystem
  readonly dataDir: string
  readonly clock: Clock
  readonly config: ServerConfig
  readonly cluster: Cluster
  readonly groups: GroupCoordinator
}

export interface ProducerIdentity {
  readonly producerId: number
  readonly producerEpoch: number
}

/** The last epoch before a producer gets a new id; one is left for fencing it (`TransactionMetadata.java`). */
const EPOCH_MAX = 32_766

/**
 * Producers and their transactions (KIP-98, KIP-890). All partitions are here, so ending a transaction is one sequence:
 * the decision is stored, the markers are written, the end is stored. A crash in between is made good at the next start.
 */
export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions
  readonly #store: TransactionStore
  /** Logs with markers that readers may not see yet. */
  readonly #marked = new Set<PartitionLog>()

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options
    this.#store = new TransactionStore(options.fs, options.dataDir)
    for (const transaction of [...this.#store.transactions.values()]) {
      if (transaction.state === 'PrepareCommit' || transaction.state === 'PrepareAbort') this.#complete(transaction)
    }
  }

  all(): IterableIterator<Transaction> {
    return this.#store.transactions.values()
  }

  get(transactionalId: string): Transaction | undefined {
    return this.#store.transactions.get(transactionalId)
  }

  /** A new id for a producer that is idempotent without transactions. */
  newProducer(): ProducerIdentity {
    return { producerId: this.#options.cluster.nextProducerId(), producerEpoch: 0 }
  }

  /**
   * The next epoch of a transactional producer; whoever had the one before is fenced, and what it left open is aborted.
   *
   * @param claim - what the producer had, when it asks to go on after an error (KIP-360)
   */
  initProducer(transactionalId: string, timeoutMs: number, claim: ProducerIdentity | undefined): ProducerIdentity {
    if (transactionalId === '') throw new KafkaFailure('INVALID_REQUEST')
    if (timeoutMs <= 0 || timeoutMs > this.#options.config.number('transaction.max.timeout.ms')) {
      throw new KafkaFailure('INVALID_TRANSACTION_TIMEOUT')
    }
    const known = this.get(transactionalId)
    if (!known) return this.#start(transactionalId, timeoutMs)
    if (claim && claim.producerId === known.producerId && claim.producerEpoch === known.lastProducerEpoch) {
      return known
    }
    if (claim && (claim.producerId !== known.producerId || claim.producerEpoch !== known.producerEpoch)) {
      throw new KafkaFailure('PRODUCER_FENCED')
    }
    if (known.state === 'Ongoing') this.#abortFenced(known)
    return this.#bump(this.get(transactionalId)!, timeoutMs)
  }

  #start(transactionalId: string, timeoutMs: number): Transaction {
    const transaction: Transaction = {
      transactionalId,
      ...this.newProducer(),
      lastProducerEpoch: -1,
      previousProducerId: -1,
      state: 'Empty',
      timeoutMs,
      partitions: [],
      groups: [],
      startMs: -1,
      updatedMs: this.#options.clock.now(),
    }
    this.#store.save(transaction)
    return transaction
  }

  #bump(known: Transaction, timeoutMs: number): Transaction {
    const next = { ...known, ...this.#nextIdentity(known), state: 'Empty' as const, timeoutMs, startMs: -1 }
    next.updatedMs = this.#options.clock.now()
    this.#store.save(next)
    return next
  }

  #nextIdentity({ producerId, producerEpoch }: Transaction) {
    if (producerEpoch < EPOCH_MAX) {
      return { producerId, producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch, previousProducerId: -1 }
    }
    return { ...this.newProducer(), lastProducerEpoch: producerEpoch, previousProducerId: producerId }
  }

  /** @throws KafkaFailure when the producer is not the one that the id belongs to */
  add(
    claim: ProducerClaim,
    added: { readonly partitions?: readonly string[]; readonly groups?: readonly string[] },
  ): void {
    const known = checkProducer(this.get(claim.transactionalId), claim)
    const partitions = [...new Set([...known.partitions, ...(added.partitions ?? [])])]
    const groups = [...new Set([...known.groups, ...(added.groups ?? [])])]
    if (
      known.state === 'Ongoing' &&
      partitions.length === known.partitions.length &&
      groups.length === known.groups.length
    ) {
      return
    }
    const now = this.#options.clock.now()
    const isNew = known.state !== 'Ongoing'
    this.#store.save({
      ...known,
      state: 'Ongoing',
      partitions: isNew ? [...(added.partitions ?? [])] : partitions,
      groups: isNew ? [...(added.groups ?? [])] : groups,
      startMs: isNew ? now : known.startMs,
      updatedMs: now,
    })
  }

  /** Whether the producer's transaction has this partition. */
  includes(claim: ProducerClaim, partition: string): boolean {
    const known = checkProducer(this.get(claim.transactionalId), claim)
    return known.state === 'Ongoing' && known.partitions.includes(partition)
  }

  includesGroup(claim: ProducerClaim, group: string): boolean {
    const known = checkProducer(this.get(claim.transactionalId), claim)
    return known.state === 'Ongoing' && known.groups.includes(group)
  }

  /**
   * Commits or aborts.
   *
   * @param bumpsEpoch - the producer goes on with the next epoch (KIP-890): late batches of this one are then refused
   * @returns what the producer goes on with
   */
  async end(claim: ProducerClaim, isCommit: boolean, bumpsEpoch: boolean): Promise<ProducerIdentity> {
    const repeated = this.get(claim.transactionalId)
    if (bumpsEpoch && isRepeatedEnd(repeated, claim, isCommit)) return repeated
    const known = checkProducer(repeated, claim)
    if (known.state !== 'Ongoing') return this.#endWithout(known, isCommit, bumpsEpoch)
    const identity = bumpsEpoch ? this.#nextIdentity(known) : {}
    const prepared: Transaction = { ...known, ...identity, state: isCommit ? 'PrepareCommit' : 'PrepareAbort' }
    this.#store.save(prepared)
    await this.settle()
    this.#complete(prepared)
    await this.#options.groups.settle()
    await this.settle()
    return this.get(claim.transactionalId)!
  }

  #endWithout(known: Transaction, isCommit: boolean, bumpsEpoch: boolean): ProducerIdentity {
    const isDone = known.state === (isCommit ? 'CompleteCommit' : 'CompleteAbort')
    if (!bumpsEpoch && isDone) return known
    // A producer that failed before its first record may still abort.
    if (bumpsEpoch && !isCommit) return this.#bump(known, known.timeoutMs)
    throw new KafkaFailure('INVALID_TXN_STATE')
  }

  /** Writes the markers of a decided transaction and stores its end. */
  #complete(prepared: Transaction): void {
    const { cluster, groups, clock } = this.#options
    const isCommit = prepared.state === 'PrepareCommit'
    const markerId = prepared.previousProducerId >= 0 ? prepared.previousProducerId : prepared.producerId
    const markerEpoch = prepared.previousProducerId >= 0 ? prepared.lastProducerEpoch + 1 : prepared.producerEpoch
    for (const key of prepared.partitions) {
      const { topic, partition } = parsePartitionKey(key)
      const log = cluster.partition(topic, partition)?.log
      // A topic that was deleted needs no marker; one that has the marker already, from before a crash, needs no other.
      if (!log || (log.producers.get(markerId)?.transactionStart ?? -1) < 0) continue
      writeMarker(cluster, log, {
        producerId: markerId,
        producerEpoch: markerEpoch,
        isCommit,
        coordinatorEpoch: cluster.leaderEpoch,
      })
      this.#marked.add(log)
    }
    if (prepared.groups.length > 0) groups.endTransaction(markerId, isCommit)
    this.#store.save({
      ...prepared,
      state: isCommit ? 'CompleteCommit' : 'CompleteAbort',
      partitions: [],
      groups: [],
      startMs: -1,
      updatedMs: clock.now(),
    })
  }

  /** Aborts under the next epoch, so that the producer that began it cannot go on. */
  #abortFenced(known: Transaction): void {
    const prepared: Transaction = { ...known, ...this.#nextIdentity(known), state: 'PrepareAbort' }
    this.#store.save(prepared)
    this.#complete(prepared)
  }

  /** Aborts transactions that have run longer than their producer asked for. */
  abortTimedOut(): void {
    const now = this.#options.clock.now()
    for (const transaction of [...this.all()]) {
      if (transaction.state === 'Ongoing' && transaction.startMs + transaction.timeoutMs < now) {
        this.#abortFenced(transaction)
      }
    }
  }

  /** Forgets ids that nobody has used for `transactional.id.expiration.ms`. */
  expire(): void {
    const { clock, config } = this.#options
    const oldest = clock.now() - config.number('transactional.id.expiration.ms')
    for (const { transactionalId, state, updatedMs } of [...this.all()]) {
      if (state !== 'Ongoing' && updatedMs < oldest) this.#store.remove(transactionalId)
    }
  }

  /** Resolves when what was stored and marked so far is as safe as the flush settings ask for. */
  async settle(): Promise<void> {
    const marked = [...this.#marked]
    this.#marked.clear()
    for (const log of marked) await log.settle()
    if (this.#options.config.number('log.flush.interval.messages') <= 1) await this.#store.settle()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
