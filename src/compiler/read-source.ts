import { open } from 'node:fs/promises'
import type { Code, Diagnostic } from '../errors/index.ts'
import { SourceText } from './source-text.ts'

/** A pipeline file holds configuration: more than this is a mistake, for example a data file. */
export const fileBytesMax = 1024 * 1024

export type ReadResult = { readonly source: SourceText } | { readonly problem: Diagnostic }

/** Reads a pipeline file. `shown` is its name in messages. Never throws. */
export async function readSource(path: string, shown: string): Promise<ReadResult> {
  try {
    await using file = await open(path, 'r')
    const stats = await file.stat()
    if (!stats.isFile()) return problem(shown, 'SLW1001', `"${shown}" is not a file.`)
    if (stats.size > fileBytesMax)
      return problem(shown, 'SLW1004', `"${shown}" has ${megabytes(stats.size)}; a pipeline file has at most 1 MiB.`)
    return decode(await file.readFile(), shown)
  } catch (error) {
    return problem(shown, 'SLW1001', `"${shown}" ${reasonOf(error)}.`)
  }
}

/** Bytes of a pipeline file as text: UTF-8, with or without a byte order mark. */
function decode(bytes: Uint8Array, shown: string): ReadResult {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) return problem(shown, 'SLW1011', `"${shown}" is UTF-16.`)
  if (bytes.includes(0)) return problem(shown, 'SLW1011', `"${shown}" is a binary file.`)
  try {
    return { source: new SourceText(shown, new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return problem(shown, 'SLW1011', `"${shown}" is not UTF-8 text.`)
  }
}

function problem(shown: string, code: Code, message: string): { problem: Diagnostic } {
  return { problem: { severity: 'error', code, message, at: { file: shown, line: 1, column: 1 } } }
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: permission denied'
  if (code === 'EISDIR') return 'is a directory'
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`
}
