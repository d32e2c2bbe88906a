import { dirname, join, resolve } from 'node:path'
import { isPipelineError, PipelineError } from '../errors/index.ts'
import type { FileSystem, Lock } from './system/file-system.ts'
import { type Random, randomUuid } from './system/random.ts'
import { replaceFile } from './system/replace-file.ts'

/** Raised with every change of the files that an older version could not read. */
const FORMAT = 1

const META = 'meta.json'
const CLEAN = 'clean-shutdown'
const CHECKPOINT = 'flushed-offsets.json'

/** The broker's directory, locked. */
export interface DataDirectory {
  readonly clusterId: string
  /** Whether the last broker here stopped in order. */
  readonly isClean: boolean
  /** What was on the device by the last checkpoint, by partition. */
  readonly flushedOffsets: Readonly<Record<string, number>>
  saveFlushedOffsets(offsets: Readonly<Record<string, number>>): void
  /** Says that everything is on the device, and gives the directory free. */
  closeClean(): void
  /** Gives the directory free without saying so. */
  release(): void
}

/**
 * Opens the data directory, making it where it is missing.
 *
 * @throws PipelineError SLW5003 (in use), SLW5004 (not writable), SLW5005 (newer format)
 */
export function openDataDirectory(fs: FileSystem, path: string, random: Random): DataDirectory {
  const dataDir = resolve(path)
  const lock = inDirectory(dataDir, () => {
    makeDurably(fs, dataDir)
    return fs.lock(join(dataDir, 'lock'))
  })
  if (!lock) {
    throw new PipelineError('SLW5003', `The data directory '${dataDir}' is used by another broker.`, {
      details: { dataDir },
    })
  }
  try {
    return inDirectory(dataDir, () => openLocked(fs, dataDir, random, lock))
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Makes the directory with its parents so that they outlast a power cut. */
function makeDurably(fs: FileSystem, path: string): void {
  if (fs.exists(path)) return
  makeDurably(fs, dirname(path))
  fs.makeDirectory(path)
  fs.syncDirectory(dirname(path))
}

function openLocked(fs: FileSystem, dataDir: string, random: Random, lock: Lock): DataDirectory {
  const clusterId = readMeta(fs, dataDir) ?? writeMeta(fs, dataDir, randomUuid(random))
  const cleanPath = join(dataDir, CLEAN)
  const isClean = fs.exists(cleanPath)
  if (isClean) {
    fs.remove(cleanPath)
    fs.syncDirectory(dataDir)
  }
  const checkpoint = join(dataDir, CHECKPOINT)
  return {
    clusterId,
    isClean,
    flushedOffsets: readCheckpoint(fs, checkpoint),
    saveFlushedOffsets: (offsets) => replaceFile(fs, checkpoint, Buffer.from(JSON.stringify(offsets)), true),
    closeClean() {
      replaceFile(fs, cleanPath, Buffer.from('1\n'), true)
      fs.syncDirectory(dataDir)
      lock.release()
    },
    release: () => lock.release(),
  }
}

function readMeta(fs: FileSystem, dataDir: string): string | undefined {
  const path = join(dataDir, META)
  if (!fs.exists(path)) return undefined
  const { format, clusterId } = JSON.parse(fs.readFile(path).toString()) as { format: number; clusterId: string }
  if (format > FORMAT) {
    throw new PipelineError(
      'SLW5005',
      `The data directory '${dataDir}' has format ${format}; this version knows formats up to ${FORMAT}.`,
      { details: { dataDir, format, known: FORMAT } },
    )
  }
  return clusterId
}

function writeMeta(fs: FileSystem, dataDir: string, clusterId: string): string {
  replaceFile(fs, join(dataDir, META), Buffer.from(`${JSON.stringify({ format: FORMAT, clusterId })}\n`), true)
  fs.syncDirectory(dataDir)
  return clusterId
}

/** A checkpoint that cannot be read only makes the recovery longer. */
function readCheckpoint(fs: FileSystem, path: string): Record<string, number> {
  if (!fs.exists(path)) return {}
  try {
    return JSON.parse(fs.readFile(path).toString()) as Record<string, number>
  } catch {
    return {}
  }
}

function inDirectory<T>(dataDir: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (isPipelineError(error)) throw error
    throw unwritable(dataDir, error)
  }
}

function unwritable(dataDir: string, error: unknown): PipelineError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new PipelineError('SLW5008', `The disk with the data directory '${dataDir}' is full.`, { cause: error })
  }
  return new PipelineError('SLW5004', `The data directory '${dataDir}' cannot be written: ${message}.`, {
    cause: error,
    details: { dataDir },
  })
}
