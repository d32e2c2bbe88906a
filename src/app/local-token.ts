import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this account keeps the tokens of its workers: `SLUICEWAY_HOME`, else `~/.sluiceway`. */
const home = (env: NodeJS.ProcessEnv) => env['SLUICEWAY_HOME'] || join(homedir(), '.sluiceway')

const fileOf = (port: number, env: NodeJS.ProcessEnv) => join(home(env), 'tokens', String(port))

export interface LocalToken {
  readonly token: string
  /** Takes the file away, unless a later worker has written it. */
  remove(): Promise<void>
}

/**
 * Makes a token for the worker on a port of this machine and writes it where only this account can read it (0600). It is a new one each time, and
 * each port has its own: a program that happens to listen elsewhere learns nothing from being shown it. null when it cannot be written: then nobody
 * uploads without authentication.
 */
export async function writeLocalToken(port: number, env: NodeJS.ProcessEnv = process.env): Promise<LocalToken | null> {
  try {
    return await write(port, env)
  } catch {
    return null
  }
}

async function write(port: number, env: NodeJS.ProcessEnv): Promise<LocalToken> {
  const token = randomBytes(32).toString('base64url')
  const path = fileOf(port, env)
  await mkdir(join(home(env), 'tokens'), { recursive: true, mode: 0o700 })
  // Not written over: a file that was there keeps its mode and whoever has it open.
  await rm(path, { force: true })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(`${token}\n`)
  } finally {
    await file.close()
  }
  return {
    token,
    async remove() {
      const now = await readFile(path, 'utf8').catch(() => '')
      if (now.trim() === token) await rm(path, { force: true })
    },
  }
}

/** The token of the worker on a port; null when there is none, or when others than this account could have read or written it. */
export async function readLocalToken(port: number, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const path = fileOf(port, env)
  try {
    const { mode, uid } = await lstat(path)
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0)
    return isOurs ? (await readFile(path, 'utf8')).trim() : null
  } catch {
    return null
  }
}
