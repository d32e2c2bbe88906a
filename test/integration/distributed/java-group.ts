import { startDistributed } from '../../../src/app/start-worker.ts'
import { formatLog } from '../../../src/runtime/index.ts'
import { until } from './fixtures/cluster.ts'

/** The group of `services/real-kafka connect-start`, with its topics. */
export const group = 'real-connect'
export const topics = { config: `${group}-config`, offset: `${group}-offset`, status: `${group}-status` }

/** What both workers are told besides their defaults. */
export const common: Readonly<Record<string, string>> = {
  'offset.storage.partitions': '3',
  'status.storage.partitions': '2',
  'offset.flush.interval.ms': '500',
  'session.timeout.ms': '6000',
  'heartbeat.interval.ms': '1000',
  'scheduled.rebalance.max.delay.ms': '0',
}

export const asLines = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).map(([key, value]) => `${key}=${value}`)

export interface SluicewayWorker extends AsyncDisposable {
  readonly url: string
  log(): string
}

export const ourSettings = (
  bootstrapServers: string,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  'bootstrap.servers': bootstrapServers,
  'group.id': group,
  'config.storage.topic': topics.config,
  'offset.storage.topic': topics.offset,
  'status.storage.topic': topics.status,
  'config.storage.replication.factor': '1',
  'offset.storage.replication.factor': '1',
  'status.storage.replication.factor': '1',
  'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  listeners: `http://127.0.0.1:${port}`,
  'rest.advertised.host.name': '127.0.0.1',
  ...common,
  ...more,
})

/** A worker of ours on the same topics as the Java worker and, when `port` is the Java worker's, under its worker id. */
export async function startOurs(
  bootstrapServers: string,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<SluicewayWorker> {
  const lines: string[] = []
  const settings = ourSettings(bootstrapServers, port, more)
  const worker = await startDistributed(settings, { log: (entry) => lines.push(formatLog(entry)) })
  return { url: worker.restUrl, log: () => lines.join(''), [Symbol.asyncDispose]: () => worker.stop() }
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

export async function call(url: string, method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

/** The same, asked again while a rebalance is under way; any other refusal throws. Gives the body. */
export async function must(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const reply = await until(`${method} ${path}`, async () => {
    const { status, body: said } = await call(url, method, path, body)
    return status !== 409 && !/rebalance is expected/.test(JSON.stringify(said)) && { status, said }
  })
  if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.said)}`)
  return reply.said
}

/** `<connector> <task states>` of every connector, as `source: RUNNING [RUNNING]`. */
export async function states(url: string): Promise<string[]> {
  const all = (await must(url, 'GET', '/connectors?expand=status')) as Record<
    string,
    { status: { connector: { state: string }; tasks: { state: string }[] } }
  >
  return Object.entries(all)
    .map(([name, { status }]) => `${name}: ${status.connector.state} [${status.tasks.map((task) => task.state)}]`)
    .sort()
}

export const awaitStates = (url: string, expected: readonly string[]): Promise<unknown> =>
  until(`states ${expected.join(', ')}`, async () => {
    const now = await states(url)
    if (now.join() === [...expected].sort().join()) return true
    throw new Error(now.join(', '))
  })

/** Lines of a worker's log that tell of trouble, other than that the machine is slow. */
export const complaints = (log: string): string[] =>
  log.split('\n').filter((line) => /^\[[^\]]*\] (ERROR|WARN)/.test(line) && !/has not returned for \d+ s/.test(line))
