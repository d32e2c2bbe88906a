import { createRequire } from 'node:module'
import type { Lock } from './file-system.ts'

interface Sqlite {
  readonly DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void }
}

/**
 * Locks a file through SQLite, which uses the operating system's own file locks: they end with the process, however it
 * ends, and work between containers that share a volume. Node has no such call of its own.
 */
export function fileLock(path: string): Lock | undefined {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (/database is locked/.test((error as Error).message)) return undefined
    throw error
  }
  return { release: () => database.close() }
}

/** Node prints a warning when its SQLite is first loaded; it says nothing to a user of the broker. */
function loadSqlite(): Sqlite {
  const emitWarning = process.emitWarning
  process.emitWarning = () => {}
  try {
    return createRequire(import.meta.url)('node:sqlite') as Sqlite
  } finally {
    process.emitWarning = emitWarning
  }
}
