import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

export interface GoldenCase {
  readonly id: string
  readonly group: string
  readonly op: string
  readonly class: string
  readonly config: Readonly<Record<string, string>>
  readonly expect: Readonly<Record<string, unknown>>
  /** The Java answer depends on object identity: not compared. */
  readonly unstable?: boolean
  readonly [key: string]: unknown
}

export interface CaseFile {
  readonly name: string
  readonly path: string
}

const here = fileURLToPath(new URL('.', import.meta.url))
const shared = process.env['SLUICEWAY_VECTORS'] ?? `${here}../../../shared/vectors`

/** Our own recorded cases, and those of the vectors folder when there is one. */
export const caseFiles = (): CaseFile[] => [
  ...filesIn(`${here}data`, /^cases-.*\.jsonl(\.gz)?$/),
  ...filesIn(shared, /\.jsonl$/),
]

function filesIn(folder: string, pattern: RegExp): CaseFile[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => pattern.test(name))
  return names.map((name) => ({ name, path: `${folder}/${name}` }))
}

export function readCases({ path }: CaseFile): GoldenCase[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as GoldenCase)
}
