import { join } from 'node:path'
import { crc32c } from '../../protocol/crc32c.ts'
import type { FileSystem } from '../system/file-system.ts'
import { replaceFile } from '../system/replace-file.ts'
import type { ProducerState, ProducerStates } from './producer-states.ts'
import { offsetName, parseOffsetName } from './segment-files.ts'

const SUFFIX = '.snapshot'

/**
 * Writes what is known of producers before `offset`, as a line of JSON after its checksum, and drops older snapshots
 * except those at `kept`: the starts of segments, from which a recovery begins.
 */
export function saveProducerSnapshot(
  fs: FileSystem,
  directory: string,
  { offset, states, kept }: { offset: number; states: ProducerStates; kept: readonly number[] },
): void {
  const json = Buffer.from(JSON.stringify({ version: 1, producers: [...states.all()] }))
  replaceFile(fs, join(directory, offsetName(offset) + SUFFIX), Buffer.concat([checksum(json), json]))
  for (const each of snapshotOffsets(fs, directory)) {
    if (each < offset && !kept.includes(each)) removeProducerSnapshot(fs, directory, each)
  }
}

/** Offsets of the snapshots there are, ascending. */
export function snapshotOffsets(fs: FileSystem, directory: string): number[] {
  const names = fs.list(directory).filter((name) => name.endsWith(SUFFIX))
  return names.map(parseOffsetName).sort((a, b) => a - b)
}

/** Undefined when the file is torn or of another version: the states are then built from an older one. */
export function loadProducerSnapshot(fs: FileSystem, directory: string, offset: number): ProducerState[] | undefined {
  const bytes = fs.readFile(join(directory, offsetName(offset) + SUFFIX))
  const json = bytes.subarray(9)
  if (bytes.length < 9 || !checksum(json).equals(bytes.subarray(0, 9))) return undefined
  const { version, producers } = JSON.parse(json.toString()) as { version: number; producers: ProducerState[] }
  return version === 1 ? producers : undefined
}

export function removeProducerSnapshot(fs: FileSystem, directory: string, offset: number): void {
  fs.remove(join(directory, offsetName(offset) + SUFFIX))
}

const checksum = (json: Buffer) => Buffer.from(`${crc32c(json).toString(16).padStart(8, '0')}\n`)
