import { join } from 'node:path'
import type { FileSystem } from '../system/file-system.ts'
import { Segment } from './segment.ts'
import { CLEANED, parseOffsetName, SWAP, segmentSuffixes } from './segment-files.ts'

/**
 * Finishes or undoes a replacement of segments that a crash interrupted. `.cleaned` files were not complete and go;
 * `.swap` files are complete and take the place of the segments that they cover.
 */
export function finishSwap(fs: FileSystem, directory: string): void {
  const names = fs.list(directory)
  for (const name of names) {
    if (name.endsWith(CLEANED) || name.endsWith('.tmp')) fs.remove(join(directory, name))
  }
  const swapped = names.filter((name) => name.endsWith(`.log${SWAP}`)).map(parseOffsetName)
  for (const base of swapped) {
    const segment = new Segment(fs, directory, base, Number.POSITIVE_INFINITY, SWAP)
    removeCovered(fs, directory, segment)
    segment.rename('')
    segment.close()
  }
  if (swapped.length > 0) fs.syncDirectory(directory)
}

/** Removes the files of segments whose first record is in `segment` too. */
export function removeCovered(fs: FileSystem, directory: string, segment: Segment): void {
  let last = segment.baseOffset
  for (const { header } of segment.batches()) last = header.lastOffset
  for (const name of fs.list(directory)) {
    const base = parseOffsetName(name)
    if (!segmentSuffixes.some((suffix) => name.endsWith(suffix))) continue
    if (base >= segment.baseOffset && base <= last) fs.remove(join(directory, name))
  }
}
