import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Folder with the scripts that start real servers: `SLUICEWAY_SERVICES`, else `../shared/services` beside the checkout. */
export const servicesFolder = process.env['SLUICEWAY_SERVICES'] ?? join(root, '../shared/services')

/**
 * Whether a real server can be used. In CI a missing one is an error; elsewhere the caller skips by name:
 * `describe.skipIf(!available('real-kafka'))`. A schema registry has to run: `OTHER_SCHEMA_REGISTRY_URL` names it.
 */
export function available(service: 'real-kafka' | 'kcat' | 'schema-registry'): boolean {
  const isThere =
    service === 'kcat'
      ? spawnSync('kcat', ['-V']).status === 0
      : service === 'schema-registry'
        ? process.env['OTHER_SCHEMA_REGISTRY_URL'] !== undefined
        : existsSync(join(servicesFolder, service)) && process.env['SLUICEWAY_KAFKA_DIR'] !== undefined
  return neededInCi(service, isThere)
}

/** Whether something that a test needs is there. In CI it has to be: `describe.skipIf(!neededInCi('go', ...))`. */
export function neededInCi(what: string, isThere: boolean): boolean {
  if (!isThere && process.env['CI'] === 'true') throw new Error(`${what} is missing, and CI must have it`)
  return isThere
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface RealKafka extends AsyncDisposable {
  readonly bootstrapServers: string
  /** Sends a signal to the broker's process: SIGSTOP, SIGCONT, SIGKILL. */
  signal(name: NodeJS.Signals): void
  /** Starts the broker again after its process ended, with the same settings and data. */
  startAgain(): Promise<void>
  /** Runs a sub-command of the script (`topics`, `console-consumer` ..., `class` with a tool's class first) and gives its standard output. */
  tool(name: string, ...args: string[]): string
  /** A distributed Java Kafka Connect worker on this broker; stopped on dispose. */
  startConnect(restPort: number, settings?: readonly string[]): Promise<JavaWorker>
  /** A standalone Java worker with connector files, that keeps its offsets in `offsetsFile`; stopped on dispose. */
  startConnectStandalone(
    restPort: number,
    settings: readonly string[],
    connectorFiles: readonly string[],
  ): Promise<JavaWorker & { readonly offsetsFile: string }>
}

export interface JavaWorker extends AsyncDisposable {
  readonly url: string
  /** All that it has logged so far. */
  log(): string
  signal(name: NodeJS.Signals): void
}

/**
 * Apache Kafka in a copy of the installation `SLUICEWAY_KAFKA_DIR`, on free ports; stopped and deleted on dispose.
 * Settings that name listeners are given as a function of the ports.
 */
export async function startRealKafka(
  settings: readonly string[] | ((port: number, controllerPort: number) => readonly string[]) = [],
): Promise<RealKafka> {
  const installed = process.env['SLUICEWAY_KAFKA_DIR']
  if (installed === undefined) throw new Error('SLUICEWAY_KAFKA_DIR is not set')
  const directory = mkdtempSync(join(tmpdir(), 'sluiceway-kafka-'))
  cpSync(installed, directory, { recursive: true })
  const script = join(servicesFolder, 'real-kafka')
  // They live for seconds: compile fast, not well.
  const env = { KAFKA_OPTS: '-XX:TieredStopAtLevel=1', ...process.env }
  const call = (args: readonly string[]) =>
    execFileSync('bash', [script, ...args], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, timeout: 120_000 })
  /** Not in the way of workers that run in this process. */
  const run = (args: readonly string[]) => promisify(execFile)('bash', [script, ...args], { env })
  /** Leaves nothing running when it fails. */
  const startServer = (args: readonly string[]) =>
    run(args).catch((error: unknown) => {
      const wasAlive = endLost(directory)
      // The script looks at the process while it turns from bash into java, and may take it for dead.
      if (!/exited during start/.test(String(error)) || !wasAlive) throw error
      return run(args)
    })
  const port = await freePort()
  const controllerPort = await freePort()
  const chosen = typeof settings === 'function' ? settings(port, controllerPort) : settings
  const ports = ['--port', String(port), '--controller-port', String(controllerPort)]
  const startBroker = () => startServer(['start', directory, ...ports, ...chosen.flatMap((s) => ['--set', s])])
  const stop = async () => {
    await run(['stop', directory]).finally(() => endLost(directory))
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    await startBroker()
  } catch (error) {
    await stop()
    throw error
  }
  const bootstrapServers = `127.0.0.1:${port}`
  const javaWorker = (restPort: number): JavaWorker => ({
    url: `http://127.0.0.1:${restPort}`,
    log: () => readFileSync(join(directory, `logs/connect-${restPort}.log`), 'utf8'),
    signal: (name) => process.kill(Number(readFileSync(join(directory, `run/connect-${restPort}.pid`), 'utf8')), name),
    async [Symbol.asyncDispose]() {
      await run(['connect-stop', directory, '--rest-port', String(restPort)])
    },
  })
  return {
    bootstrapServers,
    signal: (name) => process.kill(Number(readFileSync(join(directory, 'run/broker.pid'), 'utf8')), name),
    startAgain: async () => void (await startBroker()),
    tool: (name, ...args) => {
      const [className, ...rest] = args
      if (name === 'class') return call([name, className!, directory, '--bootstrap-server', bootstrapServers, ...rest])
      return call([name, directory, '--bootstrap-server', bootstrapServers, ...args])
    },
    async startConnect(restPort, connectSettings = []) {
      const port = ['--rest-port', String(restPort), '--set', 'plugin.discovery=service_load']
      await startServer(['connect-start', directory, ...port, ...connectSettings.flatMap((s) => ['--set', s])])
      return javaWorker(restPort)
    },
    async startConnectStandalone(restPort, connectSettings, files) {
      const port = ['--rest-port', String(restPort), '--set', 'plugin.discovery=service_load']
      await startServer([
        'connect-standalone',
        ...[directory, ...port, ...connectSettings.flatMap((s) => ['--set', s])],
        ...['--', ...files],
      ])
      return { ...javaWorker(restPort), offsetsFile: join(directory, `run/standalone-${restPort}.offsets`) }
    },
    [Symbol.asyncDispose]: stop,
  }
}

/** Ends servers of this directory whose process ids the script does not have; says whether there was one. */
function endLost(directory: string): boolean {
  const runs = join(directory, 'run')
  const known = existsSync(runs) ? readdirSync(runs).filter((file) => file.endsWith('.pid')) : []
  const kept = new Set(known.map((file) => readFileSync(join(runs, file), 'utf8').trim()))
  const found = readdirSync('/proc').filter((pid) => {
    try {
      const command = /^\d+$/.test(pid) && !kept.has(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
      return command.includes(`real.kafka.dir=${directory}\0`)
    } catch {
      return false
    }
  })
  for (const pid of found) process.kill(Number(pid), 'SIGKILL')
  return found.length > 0
}
