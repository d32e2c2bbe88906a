import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, rest, until } from '../../test/integration/distributed/fixtures/cluster.ts'

export type Settings = Readonly<Record<string, string>>

const root = fileURLToPath(new URL('../..', import.meta.url))
const NEEDED = ['package.json', 'bin', 'dist', 'oclif.manifest.json']

/**
 * Lays out below `dir` what npm would install: the files that are published (`npm run build` made them), and the dependencies beside them.
 * Returns the path of the command.
 */
export function installPacked(dir: string): string {
  const home = join(dir, 'package')
  mkdirSync(home, { recursive: true })
  for (const name of NEEDED) {
    if (!existsSync(join(root, name))) throw new Error(`${name} is missing: npm run build`)
    cpSync(join(root, name), join(home, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
  return join(home, 'bin', 'pipeline.js')
}

/** `pipeline worker distributed` in a process of its own, as a user starts it. */
export class PackedWorker {
  readonly url: string
  /** From the start of the process until the REST API answers that the worker is in its group. */
  readonly readyMs: number
  readonly pid: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string, readyMs: number) {
    this.#child = child
    this.pid = child.pid!
    this.url = url
    this.readyMs = readyMs
  }

  static async start(command: string, dir: string, settings: Settings, env: Settings = {}): Promise<PackedWorker> {
    const port = await freePort()
    const file = join(dir, `worker-${port}.properties`)
    const url = `http://127.0.0.1:${port}`
    const all = { listeners: url, ...settings }
    writeFileSync(
      file,
      Object.entries(all)
        .flatMap(([key, value]) => `${key}=${value}\n`)
        .join(''),
    )
    const startedAt = performance.now()
    const child = spawn(process.execPath, [command, 'worker', 'distributed', file], {
      stdio: ['ignore', 'ignore', process.env['FOOTPRINT_LOG'] ? 'inherit' : 'ignore'],
      env: { ...process.env, ...env },
    })
    const isReady = async () => child.exitCode !== null || (await fetch(`${url}/health`)).status === 200
    await until('the worker is ready', isReady, 60_000, 5)
    if (child.exitCode !== null) throw new Error(`the worker ended with code ${child.exitCode}`)
    return new PackedWorker(child, url, performance.now() - startedAt)
  }

  /** Creates or changes a connector; resolves once it and `tasks` tasks run. */
  async run(name: string, config: Settings, tasks: number): Promise<void> {
    await rest(this.url, `/connectors/${name}/config`, 'PUT', { ...config, 'tasks.max': String(tasks) })
    await until(`${tasks} tasks of ${name} run`, async () => {
      const status = await rest<{ tasks: { state: string }[] }>(this.url, `/connectors/${name}/status`)
      return status.tasks.length === tasks && status.tasks.every(({ state }) => state === 'RUNNING')
    })
  }

  /** MiB resident, once it moved less than half a MiB for `quietMs`; at most `withinMs` are waited. */
  async settledRssMb({ quietMs = 4_000, withinMs = 30_000 } = {}): Promise<number> {
    const deadline = performance.now() + withinMs
    let from = this.rssMb()
    let since = performance.now()
    while (performance.now() - since < quietMs && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 250))
      const now = this.rssMb()
      if (Math.abs(now - from) < 0.5) continue
      from = now
      since = performance.now()
    }
    return this.rssMb()
  }

  /** VmRSS of /proc, MiB. */
  rssMb(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1024
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await exit
  }
}
