import { type Admin, createAdmin } from '../../kafka/admin/index.ts'
import { connectCluster, type KafkaCluster } from '../../kafka/index.ts'
import type { ClientConfigs } from './client-config.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Config = Readonly<Record<string, string>>

/** Admin clients by their properties: connectors without overrides share one connection. */
export class ConnectorAdmins {
  readonly #clients: ClientConfigs
  readonly #deps: Pick<WorkerDeps, 'clock' | 'random'>
  readonly #open = new Map<string, { readonly cluster: KafkaCluster; readonly admin: Admin }>()

  constructor(clients: ClientConfigs, deps: Pick<WorkerDeps, 'clock' | 'random'>) {
    this.#clients = clients
    this.#deps = deps
  }

  of(connectorName: string, connector: Config): Admin {
    const { 'client.id': clientId = '', ...properties } = this.#clients.admin(connectorName, connector)
    const key = JSON.stringify(properties)
    const known = this.#open.get(key)
    if (known) return known.admin
    const cluster = connectCluster({ ...properties, 'client.id': clientId }, { clientId, ...this.#deps })
    const admin = createAdmin(cluster)
    this.#open.set(key, { cluster, admin })
    return admin
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ cluster }) => cluster.close()))
    this.#open.clear()
  }
}
