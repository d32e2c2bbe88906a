import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'

export interface Watch {
  close(): void
}

const SETTLE_MS = 40
const IGNORED = /(?:^|[\\/])(?:node_modules|\.git|\.sluiceway|out|dist)(?:[\\/]|$)/

/**
 * Calls `changed` after files or directories changed and nothing followed for a moment (editors write several times a save). A file is watched
 * through its directory, because editors replace it. One call at a time; changes during a call lead to one more. Directories that hold output or
 * packages are left out.
 */
export async function watchFiles(paths: readonly string[], changed: () => Promise<void>): Promise<Watch> {
  const runner = new Settled(changed)
  const watchers: FSWatcher[] = []
  for (const path of paths) {
    const absolute = resolve(path)
    const isDirectory = (await stat(absolute)).isDirectory()
    const folder = isDirectory ? absolute : dirname(absolute)
    const watcher = watch(folder, { recursive: isDirectory, persistent: true }, (_event, name) => {
      if (name !== null && IGNORED.test(name)) return
      if (isDirectory || name === null || basename(name) === basename(absolute)) runner.poke()
    })
    watchers.push(watcher)
  }
  return {
    close() {
      runner.stop()
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** Watches a set of files that may change from one call of `changed` to the next. */
export class FollowingWatch {
  readonly #changed: () => Promise<void>
  #watch: Watch | undefined
  #followed = ''

  constructor(changed: () => Promise<void>) {
    this.#changed = changed
  }

  /** Watches these paths from now on; files that are inside a watched folder cost nothing more. */
  async follow(paths: readonly string[]): Promise<void> {
    const absolute = [...new Set(paths.map((path) => resolve(path)))]
    const outermost = absolute
      .filter((path) => !absolute.some((other) => other !== path && path.startsWith(other + sep)))
      .sort()
    if (outermost.join('\n') === this.#followed) return
    this.#followed = outermost.join('\n')
    const next = await watchFiles(outermost, this.#changed)
    this.#watch?.close()
    this.#watch = next
  }

  close(): void {
    this.#watch?.close()
  }
}

class Settled {
  readonly #call: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isRunning = false
  #isStale = false
  #isStopped = false

  constructor(call: () => Promise<void>) {
    this.#call = call
  }

  poke(): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#run(), SETTLE_MS)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #run(): Promise<void> {
    if (this.#isRunning) {
      this.#isStale = true
      return
    }
    this.#isRunning = true
    try {
      await this.#call()
    } finally {
      this.#isRunning = false
      if (this.#isStale) {
        this.#isStale = false
        this.poke()
      }
    }
  }
}
