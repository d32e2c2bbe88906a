import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/pipeline.js', import.meta.url))

export interface WorkerProcessOptions {
  /** What follows `pipeline worker`. */
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

export interface WorkerProcess {
  readonly url: string
  /** Everything that it logged so far. */
  readonly log: () => string
  /** Ends it with a signal and waits for its end. Null: by the signal. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>
}

/** `pipeline worker ...` in a process of its own. Resolves when it is ready; rejects with its log when it ends before. */
export async function startWorkerProcess({ args, cwd, env = {} }: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [bin, 'worker', ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text))
  const url = await readyUrl(child, log)
  return {
    url,
    log: () => log.join(''),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const gone = once(child, 'close')
      child.kill(signal)
      await gone
      return child.exitCode
    },
  }
}

function readyUrl(child: ChildProcess, log: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`the worker is not ready after 120 s\n${log.join('')}`))
    }, 120_000)
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const url = /^ready +(\S+)$/m.exec(out)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`the worker ended with ${code}\n${log.join('')}`))
    })
  })
}
