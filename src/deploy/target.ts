import { randomUUID } from 'node:crypto'
import type { CompiledBundle, CompiledConnector } from '../spec/index.ts'
import { type ConnectClient, connectorPath, statusOf } from './connect-client.ts'
import type { PlannedConnector } from './deploy-plan.ts'
import type { DeploymentRecord } from './deployment-record.ts'
import { type Uploaded, uploadBundle } from './upload-bundle.ts'

export interface TargetWrite {
  readonly id: string
  /** Revision of the record that was planned on. */
  readonly base: number | null
  /** All of the files' connectors. */
  readonly connectors: readonly CompiledConnector[]
  readonly planned: readonly PlannedConnector[]
  readonly remove: readonly string[]
  readonly bundles: readonly string[]
  readonly details: Readonly<Record<string, unknown>>
}

/** Where a deployment goes. */
export interface Target {
  readonly kind: 'sluiceway' | 'java'
  /** Version of Kafka Connect that it speaks. */
  readonly version: string
  readonly takesCode: boolean
  record(id: string): Promise<DeploymentRecord | null>
  upload(bundle: CompiledBundle): Promise<Uploaded>
  apply(write: TargetWrite): Promise<void>
}

/** Asks the worker what it is. */
export async function openTarget(client: ConnectClient): Promise<Target> {
  const { version, commit } = await client.get<{ version: string; commit: string }>('/')
  return String(commit).startsWith('sluiceway') ? sluiceway(client, version) : java(client, version)
}

/** Everything is written in one step. */
function sluiceway(client: ConnectClient, version: string): Target {
  return {
    kind: 'sluiceway',
    version,
    takesCode: true,
    record: (id) => client.find<DeploymentRecord>(`/deployments/${encodeURIComponent(id)}`),
    upload: (bundle) => uploadBundle(client, bundle),
    async apply({ id, base, connectors, remove, bundles, details }) {
      const configs = Object.fromEntries(connectors.map(({ name, config }) => [name, config]))
      const attempt = randomUUID()
      const body = { id, base, connectors: configs, remove, bundles, details: { ...details, attempt } }
      try {
        await client.call('POST', '/deployments', body)
      } catch (error) {
        // The answer to the first try may have been lost: then the record of now is this attempt's.
        const record = await this.record(id)
        if (record?.details.attempt !== attempt) throw error
      }
    },
  }
}

/** One connector after another, each call repeatable: sinks first, so that they are there when records come. It keeps no record of deployments. */
function java(client: ConnectClient, version: string): Target {
  return {
    kind: 'java',
    version,
    takesCode: false,
    record: async () => null,
    upload: () => Promise.reject(new Error('A Java worker takes no code.')),
    async apply({ connectors, planned, remove }) {
      for (const name of remove) await removeConnector(client, name)
      const kept = new Set(planned.filter(({ action }) => action === 'keep').map(({ name }) => name))
      const sinksFirst = connectors.toSorted((a, b) => Number(a.kind === 'source') - Number(b.kind === 'source'))
      for (const { name, config } of sinksFirst)
        if (!kept.has(name)) await client.call('PUT', `${connectorPath(name)}/config`, config)
    },
  }
}

/** Deletes a connector; one that is gone already is fine. */
export async function removeConnector(client: ConnectClient, name: string): Promise<void> {
  try {
    await client.call('DELETE', connectorPath(name))
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}
