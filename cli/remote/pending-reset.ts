import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { PendingReset, RestState } from '../../src/deploy/index.ts'

const states: readonly RestState[] = ['RUNNING', 'PAUSED', 'STOPPED']

/** A note of this account, in `SLUICEWAY_HOME` (default `~/.sluiceway`), for a connector of a worker. One that cannot be written is none. */
export function pendingReset(url: string, connector: string, env: NodeJS.ProcessEnv = process.env): PendingReset {
  const folder = join(env['SLUICEWAY_HOME'] || join(homedir(), '.sluiceway'), 'resets')
  const path = join(folder, createHash('sha256').update(`${url}\n${connector}`).digest('hex').slice(0, 32))
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '')
      return states.find((state) => state === text.trim()) ?? null
    },
    async write(state) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
        .then(() => writeFile(path, `${state}\n`, { mode: 0o600, flush: true }))
        .catch(() => {})
    },
    clear: () => rm(path, { force: true }),
  }
}
