import { join } from 'node:path'
import type { FileSystem } from '../system/file-system.ts'
import { Journal } from '../system/journal.ts'
import type { Transaction } from './transaction.ts'

/** Entries from before transactions version 2 have no next id. */
type Stored = Omit<Transaction, 'nextProducerId'> & Partial<Pick<Transaction, 'nextProducerId'>>
type Entry = { readonly transaction: Stored } | { readonly removed: string }

const REWRITE_ENTRIES = 10_000

/** The transactions on disk: each change stores the whole of one. */
export class TransactionStore {
  readonly transactions = new Map<string, Transaction>()
  readonly #journal: Journal<Entry>

  constructor(fs: FileSystem, dataDir: string) {
    const path = join(dataDir, 'transactions.journal')
    this.#journal = new Journal<Entry>({ fs, directory: dataDir, path }, (entry) => {
      if ('removed' in entry) this.transactions.delete(entry.removed)
      else this.transactions.set(entry.transaction.transactionalId, { nextProducerId: -1, ...entry.transaction })
    })
  }

  /** Takes over `next` once it is stored. */
  save(next: Transaction): void {
    this.#journal.append({ transaction: next })
    this.transactions.set(next.transactionalId, next)
    if (this.#journal.count >= REWRITE_ENTRIES && this.#journal.count > 2 * this.transactions.size) {
      this.#journal.rewrite([...this.transactions.values()].map((transaction) => ({ transaction })))
    }
  }

  remove(transactionalId: string): void {
    this.#journal.append({ removed: transactionalId })
    this.transactions.delete(transactionalId)
  }

  settle(): Promise<void> {
    return this.#journal.sync()
  }

  async close(): Promise<void> {
    await this.#journal.sync()
    this.#journal.close()
  }
}
