import { open, readdir, readFile, rename } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { PipelineError } from '../../errors/index.ts'
import { systemClock } from '../../kafka/index.ts'
import type { ProviderSystem } from '../config-provider/config-provider.ts'
import type { StoreFiles } from '../store/file-offset-store.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Clock, randomness, files and environment of this machine. */
export function nodeSystem(
  warn: (message: string) => void,
): Pick<WorkerDeps, 'clock' | 'random' | 'system' | 'cores'> & { readonly files: StoreFiles } {
  return {
    clock: systemClock,
    random: Math.random,
    cores: availableParallelism(),
    system: providerSystem(warn),
    files: { read: readBytes, replace: replaceFile },
  }
}

const providerSystem = (warn: (message: string) => void): ProviderSystem => ({
  env: process.env,
  readFile: readText,
  async listFiles(directory) {
    try {
      const entries = await readdir(directory, { withFileTypes: true })
      return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
    } catch {
      return null
    }
  },
  warn,
})

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

/** An offsets file that is there but cannot be read must not be taken for none: the worker would begin anew. */
async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new PipelineError('SLW1001', `The offsets file ${path} cannot be read: ${(error as Error).message}.`)
  }
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const next = `${path}.next`
  const file = await open(next, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, path)
}
