import { DescribeConfigs, IncrementalAlterConfigs } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { Target } from '../cluster-target.ts'
import { type AdminError, adminErrorOf } from './admin-error.ts'

const resourceTypes = { topic: 2, broker: 4, 'broker-logger': 8, 'client-metrics': 16, group: 32 } as const
export type ConfigResourceType = keyof typeof resourceTypes

export interface ConfigResource {
  readonly type: ConfigResourceType
  /** Topic, broker id (empty: the default of all brokers) or group. */
  readonly name: string
}

export interface ConfigEntry {
  /** Null when it is sensitive. */
  readonly value: string | null
  readonly isReadOnly: boolean
  readonly isSensitive: boolean
  /** Whether nobody set it for this resource. */
  readonly isDefault: boolean
}

export interface DescribedConfigs {
  readonly resource: ConfigResource
  readonly entries: ReadonlyMap<string, ConfigEntry>
  readonly error: AdminError | undefined
}

/** `set` replaces, `delete` returns to the default, `append` and `subtract` change list values. */
export interface ConfigChange {
  readonly name: string
  readonly op: 'set' | 'delete' | 'append' | 'subtract'
  readonly value?: string
}

const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const

/** Configs of a broker are asked of that broker, all else of any. */
function targetOf({ type, name }: ConfigResource): Target {
  const isBroker = (type === 'broker' || type === 'broker-logger') && name !== ''
  return isBroker ? { node: Number(name) } : 'any'
}

/** In the order of `resources`. @param keys - only these; default all */
export async function describeConfigs(
  cluster: KafkaCluster,
  resources: readonly ConfigResource[],
  keys: readonly string[] | null = null,
): Promise<DescribedConfigs[]> {
  return Promise.all(
    resources.map(async (resource) => {
      const one = {
        resourceType: resourceTypes[resource.type],
        resourceName: resource.name,
        configurationKeys: keys === null ? null : [...keys],
      }
      const answer = await cluster.request(DescribeConfigs, { resources: [one] }, targetOf(resource))
      const result = answer.results[0]
      const entries = new Map<string, ConfigEntry>()
      for (const config of result?.configs ?? []) {
        const { name, value, readOnly: isReadOnly, isSensitive, configSource } = config
        // 1 topic, 2 broker, 6 broker logger, 7 client metrics, 8 group: set for this very resource.
        const isOwn = resource.type === 'broker' ? configSource === 2 : [1, 6, 7, 8].includes(configSource)
        entries.set(name, { value, isReadOnly, isSensitive, isDefault: !isOwn })
      }
      return { resource, entries, error: adminErrorOf(result?.errorCode ?? -1, result?.errorMessage) }
    }),
  )
}

/** Changes single settings and leaves the others (KIP-339). Returns the error, or undefined. */
export async function alterConfigs(
  cluster: KafkaCluster,
  resource: ConfigResource,
  changes: readonly ConfigChange[],
  { validateOnly = false } = {},
): Promise<AdminError | undefined> {
  const one = {
    resourceType: resourceTypes[resource.type],
    resourceName: resource.name,
    configs: changes.map(({ name, op, value }) => ({ name, configOperation: operations[op], value: value ?? null })),
  }
  const target = targetOf(resource)
  const answer = await cluster.request(
    IncrementalAlterConfigs,
    { resources: [one], validateOnly },
    target === 'any' ? 'controller' : target,
  )
  const result = answer.responses[0]
  return adminErrorOf(result?.errorCode ?? -1, result?.errorMessage)
}
