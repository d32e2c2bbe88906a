import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface BenchBroker {
  readonly bootstrap: string
  stop(): Promise<void>
}

/** The embedded broker in a process of its own, so that its CPU time is not counted as the client's. */
export async function benchBroker(bootstrap: string | undefined): Promise<BenchBroker> {
  if (bootstrap !== undefined) return { bootstrap, stop: async () => {} }
  const directory = await mkdtemp(join(tmpdir(), 'sluiceway-bench-'))
  const child = fork(fileURLToPath(new URL('./broker-process.ts', import.meta.url)), [directory])
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string))
    child.once('exit', (code) => reject(new Error(`The embedded broker ended with ${code}`)))
  })
  return {
    bootstrap: address,
    async stop() {
      child.kill()
      await exited
      await rm(directory, { recursive: true, force: true })
    },
  }
}
