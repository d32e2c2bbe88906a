import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
  if (!isThere && process.env['CI'] === 'true') throw new Error(`${service} is missing, and CI must have it`)
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
  /** Runs a sub-command of the script (`topics`, `console-consumer` ...) and gives its standard output. */
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
  /** As `kill -9`. */
  kill(): void
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
  const call = (args: readonly string[]) =>
    execFileSync('bash', [script, ...args], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
  const port = await freePort()
  const controllerPort = await freePort()
  const chosen = typeof settings === 'function' ? settings(port, controllerPort) : settings
  call([
    'start',
    directory,
    '--port',
    String(port),
    '--controller-port',
    String(controllerPort),
    ...chosen.flatMap((s) => ['--set', s]),
  ])
  const bootstrapServers = `127.0.0.1:${port}`
  const javaWorker = (restPort: number): JavaWorker => ({
    url: `http://127.0.0.1:${restPort}`,
    log: () => readFileSync(join(directory, `logs/connect-${restPort}.log`), 'utf8'),
    kill: () => process.kill(Number(readFileSync(join(directory, `run/connect-${restPort}.pid`), 'utf8')), 'SIGKILL'),
    async [Symbol.asyncDispose]() {
      call(['connect-stop', directory, '--rest-port', String(restPort)])
    },
  })
  return {
    bootstrapServers,
    tool: (name, ...args) =>
      call([name, directory, ...(name === 'class' ? args : ['--bootstrap-server', bootstrapServers, ...args])]),
    async startConnect(restPort, connectSettings = []) {
      const port = ['--rest-port', String(restPort)]
      call(['connect-start', directory, ...port, ...connectSettings.flatMap((s) => ['--set', s])])
      return javaWorker(restPort)
    },
    async startConnectStandalone(restPort, connectSettings, files) {
      const port = ['--rest-port', String(restPort)]
      call([
        'connect-standalone',
        ...[directory, ...port, ...connectSettings.flatMap((s) => ['--set', s])],
        ...['--', ...files],
      ])
      return { ...javaWorker(restPort), offsetsFile: join(directory, `run/standalone-${restPort}.offsets`) }
    },
    async [Symbol.asyncDispose]() {
      call(['stop', directory])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
