import { join } from 'node:path'
import type { FileSystem } from '../system/file-system.ts'
import { replaceFile } from '../system/replace-file.ts'
import { type EpochStart, LeaderEpochs } from './leader-epochs.ts'

const EPOCHS = 'leader-epoch-checkpoint'
const START = 'log-start-offset'

/** Kafka's layout: version, number of entries, then one `epoch startOffset` a line. */
export function saveLeaderEpochs(fs: FileSystem, directory: string, epochs: LeaderEpochs): void {
  const lines = epochs.entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`)
  replaceFile(fs, join(directory, EPOCHS), Buffer.from(`${['0', String(lines.length), ...lines].join('\n')}\n`))
}

export function loadLeaderEpochs(fs: FileSystem, directory: string): LeaderEpochs {
  const path = join(directory, EPOCHS)
  if (!fs.exists(path)) return new LeaderEpochs()
  const entries: EpochStart[] = []
  for (const line of fs.readFile(path).toString().split('\n').slice(2)) {
    const [epoch, startOffset] = line.split(' ').map(Number)
    if (line !== '' && Number.isInteger(epoch) && Number.isInteger(startOffset)) {
      entries.push({ epoch: epoch!, startOffset: startOffset! })
    }
  }
  return new LeaderEpochs(entries)
}

/** Records before this offset are deleted, even where their segment is still there. */
export function saveLogStartOffset(fs: FileSystem, directory: string, offset: number): void {
  replaceFile(fs, join(directory, START), Buffer.from(`${offset}\n`), true)
  fs.syncDirectory(directory)
}

export function loadLogStartOffset(fs: FileSystem, directory: string): number {
  const path = join(directory, START)
  const offset = fs.exists(path) ? Number(fs.readFile(path).toString()) : 0
  return Number.isSafeInteger(offset) ? offset : 0
}
