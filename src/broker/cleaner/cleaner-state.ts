import { join } from 'node:path'
import type { FileSystem } from '../system/file-system.ts'
import { replaceFile } from '../system/replace-file.ts'

const FILE = 'cleaner-state.json'
const PASSES_MAX = 100

/** How far a log has been compacted. */
export interface CleanerState {
  /** Records from here on have not been compared with earlier ones. */
  readonly firstDirtyOffset: number
  /**
   * When records up to an offset were first compacted, ascending. A tombstone can go `delete.retention.ms` after that, so
   * that a reader who had seen the value has the time to see the tombstone too.
   */
  readonly passes: readonly { readonly upTo: number; readonly atMs: number }[]
}

export const neverCleaned: CleanerState = { firstDirtyOffset: 0, passes: [] }

export function loadCleanerState(fs: FileSystem, directory: string): CleanerState {
  const path = join(directory, FILE)
  if (!fs.exists(path)) return neverCleaned
  try {
    return JSON.parse(fs.readFile(path).toString()) as CleanerState
  } catch {
    // Torn by a power cut: everything is compacted again, and tombstones wait again.
    return neverCleaned
  }
}

export function saveCleanerState(fs: FileSystem, directory: string, state: CleanerState): void {
  replaceFile(fs, join(directory, FILE), Buffer.from(JSON.stringify(state)), true)
}

/** Adds a pass and drops what no longer matters. */
export function afterPass(state: CleanerState, upTo: number, now: number, deleteRetentionMs: number): CleanerState {
  const passes = [...state.passes]
  if (upTo > (passes.at(-1)?.upTo ?? 0)) passes.push({ upTo, atMs: now })
  // Of the passes whose tombstones may all go, the last one says it for all.
  while (passes.length > 1 && passes[1]!.atMs + deleteRetentionMs <= now) passes.shift()
  // With very many passes, neighbours share the later time: their tombstones only stay longer.
  if (passes.length > PASSES_MAX) passes.shift()
  return { firstDirtyOffset: upTo, passes }
}

/** Tombstones before this offset may go. */
export function tombstonesBefore(state: CleanerState, now: number, deleteRetentionMs: number): number {
  return state.passes.findLast(({ atMs }) => atMs + deleteRetentionMs <= now)?.upTo ?? 0
}
