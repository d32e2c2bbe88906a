import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** The JSON lines of a file in `test/golden/data`, plain or gzipped. Throws when there are none. */
export function goldenLines<T>(file: string): T[] {
  const bytes = readFileSync(fileURLToPath(new URL(`../golden/data/${file}`, import.meta.url)))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  if (lines.length === 0) throw new Error(`${file} is empty`)
  return lines.map((line) => JSON.parse(line) as T)
}
