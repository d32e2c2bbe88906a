import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { lineDiff } from './line-diff.ts'

export interface Compared {
  readonly passed: boolean
  readonly difference: string
  readonly snapshot?: 'written' | 'updated'
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2)

/** Results of earlier runs, kept beside the test file in `__snapshots__/<file>.json`: a new one is written, a different one fails. */
export class Snapshots {
  readonly #path: string
  readonly #stored: Record<string, unknown>
  #isChanged = false

  constructor(path: string, stored: Record<string, unknown>) {
    this.#path = path
    this.#stored = stored
  }

  compare(name: string, actual: unknown, update: boolean): Compared {
    const isNew = !(name in this.#stored)
    if (!isNew && isDeepStrictEqual(this.#stored[name], actual)) return { passed: true, difference: '' }
    if (!isNew && !update) return { passed: false, difference: lineDiff(pretty(this.#stored[name]), pretty(actual)) }
    this.#stored[name] = actual
    this.#isChanged = true
    return { passed: true, difference: '', snapshot: isNew ? 'written' : 'updated' }
  }

  async save(): Promise<void> {
    if (!this.#isChanged) return
    await mkdir(dirname(this.#path), { recursive: true })
    const sorted = Object.fromEntries(Object.entries(this.#stored).sort(([a], [b]) => (a < b ? -1 : 1)))
    await writeFile(this.#path, `${pretty(sorted)}\n`)
  }
}

export async function snapshotsOf(testFile: string): Promise<Snapshots> {
  const path = join(dirname(testFile), '__snapshots__', `${basename(testFile)}.json`)
  const text = await readFile(path, 'utf8').catch(() => '{}')
  return new Snapshots(path, JSON.parse(text) as Record<string, unknown>)
}
