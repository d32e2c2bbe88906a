import { join } from 'node:path'
import type { FileSystem } from '../system/file-system.ts'
import { Journal } from '../system/journal.ts'
import type { ClassicGroup } from './classic/classic-group.ts'
import { type SavedClassicGroup, saveClassicGroup } from './classic/saved-classic-group.ts'
import type { SavedConsumerGroup } from './consumer/saved-consumer-group.ts'
import { GroupOffsets, type OffsetPlace, type PlacedOffset } from './group-offsets.ts'

type Change =
  | { readonly type: 'offset'; readonly offset: PlacedOffset }
  | { readonly type: 'no-offset'; readonly place: OffsetPlace }
  | { readonly type: 'pending'; readonly producerId: number; readonly offset: PlacedOffset }
  | { readonly type: 'end'; readonly producerId: number; readonly isCommit: boolean }
  | { readonly type: 'classic'; readonly group: SavedClassicGroup }
  | { readonly type: 'consumer'; readonly group: SavedConsumerGroup }
  | { readonly type: 'no-group'; readonly groupId: string }

/** The journal is rewritten when it has this many entries and twice what is needed. */
const REWRITE_ENTRIES = 20_000

/**
 * Offsets and groups on disk: a journal of changes, each call one entry, so that what belongs together is there together
 * after a crash.
 */
export class GroupStore {
  readonly offsets = new GroupOffsets()
  readonly classic = new Map<string, SavedClassicGroup>()
  readonly consumer = new Map<string, SavedConsumerGroup>()
  readonly #journal: Journal<readonly Change[]>

  constructor(fs: FileSystem, dataDir: string) {
    const path = join(dataDir, 'groups.journal')
    this.#journal = new Journal<readonly Change[]>({ fs, directory: dataDir, path }, (changes) => {
      for (const change of changes) this.#apply(change)
    })
  }

  commit(offsets: readonly PlacedOffset[]): void {
    this.#record(offsets.map((offset) => ({ type: 'offset', offset })))
  }

  remove(places: readonly OffsetPlace[]): void {
    this.#record(places.map((place) => ({ type: 'no-offset', place })))
  }

  commitPending(producerId: number, offsets: readonly PlacedOffset[]): void {
    this.#record(offsets.map((offset) => ({ type: 'pending', producerId, offset })))
  }

  endTransaction(producerId: number, isCommit: boolean): void {
    this.#record([{ type: 'end', producerId, isCommit }])
  }

  saveClassic(group: ClassicGroup): void {
    this.#record([{ type: 'classic', group: saveClassicGroup(group) }])
  }

  saveConsumer(group: SavedConsumerGroup): void {
    this.#record([{ type: 'consumer', group }])
  }

  /** Removes the group with its offsets. */
  removeGroup(groupId: string): void {
    this.#record([{ type: 'no-group', groupId }])
  }

  /** Resolves when all changes made so far are on the device. */
  settle(): Promise<void> {
    return this.#journal.sync()
  }

  async close(): Promise<void> {
    await this.#journal.sync()
    this.#journal.close()
  }

  #record(changes: readonly Change[]): void {
    if (changes.length === 0) return
    this.#journal.append(changes)
    for (const change of changes) this.#apply(change)
    if (this.#journal.count >= REWRITE_ENTRIES) this.#rewrite()
  }

  #apply(change: Change): void {
    switch (change.type) {
      case 'offset':
        this.offsets.set(change.offset)
        return
      case 'no-offset':
        this.offsets.remove(change.place)
        return
      case 'pending':
        this.offsets.addPending(change.producerId, change.offset)
        return
      case 'end':
        this.offsets.endTransaction(change.producerId, change.isCommit)
        return
      case 'classic':
        this.consumer.delete(change.group.groupId)
        this.classic.set(change.group.groupId, change.group)
        return
      case 'consumer':
        this.classic.delete(change.group.groupId)
        this.consumer.set(change.group.groupId, change.group)
        return
      case 'no-group':
        this.classic.delete(change.groupId)
        this.consumer.delete(change.groupId)
        for (const place of [...this.offsets.ofGroup(change.groupId)]) this.offsets.remove(place)
    }
  }

  #rewrite(): void {
    const entries: Change[][] = []
    for (const offset of this.offsets.all()) entries.push([{ type: 'offset', offset }])
    for (const { producerId, offset } of this.offsets.allPending())
      entries.push([{ type: 'pending', producerId, offset }])
    for (const group of this.classic.values()) entries.push([{ type: 'classic', group }])
    for (const group of this.consumer.values()) entries.push([{ type: 'consumer', group }])
    // With much to keep, the next rewrite waits until as much again has been added.
    if (entries.length * 2 < this.#journal.count) this.#journal.rewrite(entries)
  }
}
