import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** `sysconf(_SC_CLK_TCK)`, the same on every Linux. */
const TICKS_PER_SECOND = 100

/** A broker in a process of its own. */
export interface Server {
  readonly bootstrap: string
  /** From the start of the process until it answered. */
  readonly startMs: number
  residentMiB(): number
  /** User and system time since its start, all threads. */
  cpuSeconds(): number
  stop(): Promise<void>
}

/** The embedded broker, bundled as it is published, so that no types are stripped at start. */
export async function startOurs(directory: string): Promise<Server> {
  const entry = fileURLToPath(new URL('../../src/broker/index.ts', import.meta.url))
  const bundle = join(directory, 'broker.mjs')
  buildSync({ entryPoints: [entry], outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node22' })
  const main = join(directory, 'main.mjs')
  const options = JSON.stringify({ dataDir: join(directory, 'data') })
  writeFileSync(
    main,
    `import { startBroker } from './broker.mjs'
const broker = await startBroker(${options})
process.stdout.write(broker.bootstrapServers + '\\n')
process.once('SIGTERM', () => broker.close())
setInterval(() => {}, 1 << 30).unref()\n`,
  )
  const began = performance.now()
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] })
  const bootstrap = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', (code) => reject(new Error(`the broker ended with ${code}`)))
  })
  return server(child, bootstrap, performance.now() - began)
}

/** Apache Kafka as one node that is broker and controller. */
export async function startKafka(directory: string, libs: string): Promise<Server> {
  const [port, controllerPort] = [await freePort(), await freePort()]
  const properties = join(directory, 'server.properties')
  mkdirSync(directory, { recursive: true })
  writeFileSync(
    properties,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
log.dirs=${join(directory, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0\n`,
  )
  const classpath = join(libs, '*')
  const id = 'MkU3OEVBNTcwNTJENDM2Qg'
  execFileSync('java', ['-cp', classpath, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], {
    stdio: 'ignore',
  })
  const began = performance.now()
  const jvm = ['-Xms1g', '-Xmx1g', '-XX:+UseG1GC', '-cp', classpath]
  const child = spawn('java', [...jvm, 'kafka.Kafka', properties], { stdio: 'ignore' })
  const bootstrap = `127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error('Apache Kafka ended while it started')
    if (await answers(port)) return server(child, bootstrap, performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function server(child: ChildProcess, bootstrap: string, startMs: number): Server {
  return {
    bootstrap,
    startMs,
    residentMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
    },
    cpuSeconds() {
      const afterName = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)!
      const [user, system] = afterName.split(' ').slice(11, 13).map(Number)
      return (user! + system!) / TICKS_PER_SECOND
    },
    stop() {
      return new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      })
    },
  }
}

/** Whether somebody answers an ApiVersions request of version 0. */
async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(2000, () => socket.destroy())
    socket.once('connect', () => socket.write(Buffer.from('0000000a001200000000000100 00'.replaceAll(' ', ''), 'hex')))
    socket.once('data', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
