import type { FileSystem } from './file-system.ts'

/** Puts `content` in the place of a file in one step: a reader sees the old content or the new, never a part. */
export function replaceFile(fs: FileSystem, path: string, content: Buffer, durable = false): void {
  const next = `${path}.tmp`
  const file = fs.open(next)
  try {
    file.truncate(0)
    if (content.length > 0) file.write([content], 0)
    if (durable) file.syncNow()
  } finally {
    file.close()
  }
  fs.rename(next, path)
}
