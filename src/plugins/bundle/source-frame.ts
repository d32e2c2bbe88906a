import { SourceMap, type SourceMapPayload } from 'node:module'
import { codeOf } from './import-module.ts'

const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/
const maps = new Map<string, SourceMap | null>()

/**
 * A line of a stack with its place in a bundle replaced by the place in the user's file, as the bundle's own source map has it: path from the
 * project's root, line and column from 1. Other lines stay as they are. The map is read when the first failure asks for it.
 */
export const sourceFrame = (line: string): string =>
  line.replace(/(sluiceway-bundle:[^\s()]+):(\d+):(\d+)/, (place, url: string, row: string, column: string) => {
    const entry = mapOf(url)?.findEntry(Number(row) - 1, Number(column) - 1)
    return entry !== undefined && 'originalSource' in entry
      ? `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : place
  })

function mapOf(url: string): SourceMap | null {
  const known = maps.get(url)
  if (known !== undefined) return known
  const map = read(codeOf(url))
  maps.set(url, map)
  return map
}

function read(code: string | undefined): SourceMap | null {
  const base64 = code === undefined ? undefined : MAP.exec(code.slice(code.lastIndexOf('\n//# sourceMappingURL=')))?.[1]
  if (base64 === undefined) return null
  try {
    return new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString()) as SourceMapPayload)
  } catch {
    return null
  }
}
