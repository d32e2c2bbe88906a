/**
 * Bytes after the embedded protocol's own, which Java's readers ignore. They tell workers of this product from Java workers: both speak the
 * protocol type `connect`, but must not share a group, because neither can load the other's plugins.
 */
const MARK = Buffer.from('sluiceway/1', 'latin1')

export const withMark = (bytes: Buffer): Buffer => Buffer.concat([bytes, MARK])

export const hasMark = (bytes: Buffer): boolean =>
  bytes.length >= MARK.length && bytes.subarray(-MARK.length).equals(MARK)
