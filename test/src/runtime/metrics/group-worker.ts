import { onTestFinished } from 'vitest'
import { restContext } from '../../../../src/app/rest-context.ts'
import { openWorkerRest } from '../../../../src/rest/index.ts'
import { type LogEntry, startDistributedWorker, type WorkerDeps } from '../../../../src/runtime/index.ts'
import { type Exposition, parseExposition } from '../../../support/exposition-format.ts'
import { groupWorkerProps } from '../../../support/group-worker-props.ts'
import { testDeps, until } from '../fixtures/test-worker.ts'
import { catalogue } from './catalogue.ts'

export interface GroupWorker {
  readonly base: string
  readonly log: readonly LogEntry[]
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly json: unknown }>
  /** Puts the connector once no rebalance is under way. */
  readonly put: (name: string, config: Readonly<Record<string, string>>) => Promise<void>
  readonly metrics: () => Promise<Exposition>
  /** Resolves when the state is that of connector (`c`) or task (`c-0`). */
  awaitState(name: string, state: string, task?: number): Promise<void>
  readonly stop: () => Promise<void>
}

/** A worker of a group with its REST API, on plugins made for tests. Ended with the test. */
export async function groupWorker(
  bootstrapServers: string,
  props: Readonly<Record<string, string>> = {},
  { healthTimeoutMs, ...deps }: Partial<WorkerDeps> & { readonly healthTimeoutMs?: number } = {},
): Promise<GroupWorker> {
  const all = {
    ...groupWorkerProps(bootstrapServers, 'measured'),
    'offset.flush.interval.ms': '200',
    'heartbeat.interval.ms': '200',
    listeners: 'http://127.0.0.1:0',
    ...props,
  }
  const log: LogEntry[] = []
  const rest = await openWorkerRest(all, { readText: () => '', hostname: 'localhost' })
  const worker = await startDistributedWorker(rest.advertised, all, {
    ...testDeps(log),
    catalogue,
    catalogueSource: { module: new URL('./catalogue.ts', import.meta.url).href, export: 'catalogue' },
    fetch: rest.fetch,
    ...deps,
  })
  const context = restContext(worker.herder, all)
  rest.serve(
    healthTimeoutMs === undefined ? context : { ...context, settings: { ...context.settings, healthTimeoutMs } },
  )
  const base = rest.urls[0]!
  let isStopped = false
  const stop = async () => {
    if (isStopped) return
    isStopped = true
    await rest.close()
    await worker.stop()
  }
  onTestFinished(stop)
  const ask: GroupWorker['ask'] = async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? null : JSON.parse(text) }
  }
  return {
    ...{ base, log, ask, stop },
    async put(name, config) {
      await until(`${name} is stored`, async () => {
        const { status, json } = await ask('PUT', `/connectors/${name}/config`, config)
        if (status === 400) throw new Error(JSON.stringify(json))
        return status < 300 ? true : undefined
      })
    },
    async metrics() {
      const response = await fetch(`${base}/metrics`)
      return parseExposition(await response.text())
    },
    async awaitState(name, state, task) {
      await until(`${name} is ${state}`, async () => {
        const { json } = await ask('GET', `/connectors/${name}/status`)
        const { connector, tasks = [] } = json as {
          connector?: { state: string }
          tasks?: { id: number; state: string }[]
        }
        const found = task === undefined ? connector : tasks.find(({ id }) => id === task)
        return found?.state === state ? true : undefined
      })
    },
  }
}
