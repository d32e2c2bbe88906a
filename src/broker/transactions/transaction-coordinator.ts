import type { Cluster } from '../cluster/cluster.ts'
import type { ServerConfig } from '../config/server-config.ts'
import type { GroupCoordinator } from '../groups/group-coordinator.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import { checkProducer, isCurrent, isEnding, isPredecessor, type ProducerClaim } from './check-producer.ts'
import { decideEnd, type EndRequest } from './decide-end.ts'
import { EPOCH_MAX, parsePartitionKey, type Transaction } from './transaction.ts'
import { TransactionStore } from './transaction-store.ts'
import { writeMarker } from './write-markers.ts'

export interface TransactionCoordinatorOptions {
  readonly fs: FileSystem
  readonly dataDir: string
  readonly clock: Clock
  readonly config: ServerConfig
  readonly cluster: Cluster
  readonly groups: GroupCoordinator
  /** Level of the feature `transaction.version`. What an EndTxn does depends on its own version, as in Kafka. */
  readonly transactionVersion: number
}

export interface ProducerIdentity {
  readonly producerId: number
  readonly producerEpoch: number
}

/** What a transaction gets: partitions as `topic/partition`, and groups. */
interface Added {
  readonly partitions?: readonly string[]
  readonly groups?: readonly string[]
}

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
      if (isEnding(transaction)) this.#complete(transaction)
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
    if (isEnding(known)) throw new KafkaFailure('CONCURRENT_TRANSACTIONS')
    const isOngoing = known.state === 'Ongoing'
    if (claim && isOngoing && !isCurrent(known, claim)) throw new KafkaFailure('PRODUCER_FENCED')
    const ended = isOngoing ? this.#abortFenced(known) : known
    // The epoch was raised already, and this producer does not know.
    if (claim && isPredecessor(ended, claim)) return this.#reset(ended, timeoutMs)
    if (claim && !isCurrent(ended, claim)) throw new KafkaFailure('PRODUCER_FENCED')
    return this.#reset({ ...ended, ...this.#nextIdentity(ended) }, timeoutMs)
  }

  #start(transactionalId: string, timeoutMs: number): Transaction {
    const transaction: Transaction = {
      transactionalId,
      ...this.newProducer(),
      lastProducerEpoch: -1,
      previousProducerId: -1,
      nextProducerId: -1,
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

  /** Nothing is open: the producer begins anew with this identity. */
  #reset(identity: Transaction, timeoutMs: number): Transaction {
    const next: Transaction = { ...identity, state: 'Empty', timeoutMs, startMs: -1 }
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

  /**
   * @returns whether that changed anything
   * @throws KafkaFailure when the producer is not the one that the id belongs to
   */
  add(claim: ProducerClaim, { partitions = [], groups = [] }: Added): boolean {
    const known = checkProducer(this.get(claim.transactionalId), claim)
    const isOngoing = known.state === 'Ongoing'
    const isThere =
      partitions.every((one) => known.partitions.includes(one)) && groups.every((one) => known.groups.includes(one))
    if (isOngoing && isThere) return false
    const now = this.#options.clock.now()
    this.#store.save({
      ...known,
      state: 'Ongoing',
      partitions: [...new Set([...(isOngoing ? known.partitions : []), ...partitions])],
      groups: [...new Set([...(isOngoing ? known.groups : []), ...groups])],
      startMs: isOngoing ? known.startMs : now,
      updatedMs: now,
    })
    return true
  }

  /**
   * `add` for what is written right after. False: it is not as safe yet as the flush settings ask for; `settle` and join
   * again, else a crash leaves a log or a group with an open transaction that nobody knows of.
   */
  join(claim: ProducerClaim, added: Added): boolean {
    return !this.add(claim, added) || !this.#flushesAlways
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
   * Commits or aborts, or tells once more how the last transaction was ended.
   *
   * @returns what the producer goes on with
   */
  async end(request: EndRequest): Promise<ProducerIdentity> {
    const { transactionalId, isCommit, bumpsEpoch } = request
    const known = this.get(transactionalId)
    if (decideEnd(known, request) === 'repeat') return known!
    const prepared = this.#prepare(known!, isCommit, bumpsEpoch)
    await this.settle()
    const completed = this.#complete(prepared)
    await this.#options.groups.settle()
    await this.settle()
    return completed
  }

  /** Stores the decision. Markers carry the raised epoch, so that late batches of the one before are refused. */
  #prepare(known: Transaction, isCommit: boolean, bumpsEpoch: boolean): Transaction {
    const { producerEpoch } = known
    const isUsedUp = bumpsEpoch && producerEpoch >= EPOCH_MAX
    const bumped = { producerEpoch: producerEpoch + 1, lastProducerEpoch: producerEpoch, previousProducerId: -1 }
    const prepared: Transaction = {
      ...known,
      ...(bumpsEpoch ? bumped : {}),
      nextProducerId: isUsedUp ? this.newProducer().producerId : -1,
      state: isCommit ? 'PrepareCommit' : 'PrepareAbort',
    }
    this.#store.save(prepared)
    return prepared
  }

  /** Writes the markers of a decided transaction and stores its end. */
  #complete(prepared: Transaction): Transaction {
    const { cluster, groups, clock } = this.#options
    const isCommit = prepared.state === 'PrepareCommit'
    const { producerId, producerEpoch, nextProducerId } = prepared
    for (const key of prepared.partitions) {
      const { topic, partition } = parsePartitionKey(key)
      const log = cluster.partition(topic, partition)?.log
      // A topic that was deleted needs no marker; one that has the marker already, from before a crash, needs no other.
      if (!log || (log.producers.get(producerId)?.transactionStart ?? -1) < 0) continue
      writeMarker(cluster, log, { producerId, producerEpoch, isCommit, coordinatorEpoch: cluster.leaderEpoch })
      this.#marked.add(log)
    }
    if (prepared.groups.length > 0) groups.endTransaction(producerId, isCommit)
    const next = { producerId: nextProducerId, producerEpoch: 0, previousProducerId: producerId, nextProducerId: -1 }
    const completed: Transaction = {
      ...prepared,
      ...(nextProducerId >= 0 ? next : {}),
      state: isCommit ? 'CompleteCommit' : 'CompleteAbort',
      partitions: [],
      groups: [],
      startMs: -1,
      updatedMs: clock.now(),
    }
    this.#store.save(completed)
    return completed
  }

  /**
   * Aborts under the next epoch, so that the producer that began it cannot go on. With transactions version 2 it may
   * still hear of the abort by the epoch it had.
   */
  #abortFenced(known: Transaction): Transaction {
    const lastProducerEpoch = this.#options.transactionVersion >= 2 ? known.producerEpoch : -1
    const fenced = { ...known, producerEpoch: known.producerEpoch + 1, lastProducerEpoch, previousProducerId: -1 }
    return this.#complete(this.#prepare(fenced, false, false))
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
    if (this.#flushesAlways) await this.#store.settle()
  }

  get #flushesAlways(): boolean {
    return this.#options.config.number('log.flush.interval.messages') <= 1
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
