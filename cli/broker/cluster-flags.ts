import { readFileSync } from 'node:fs'
import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import type { Admin, KafkaCluster } from '../../src/kafka/index.ts'
import { parseProperties } from '../../src/runtime/config-provider/java-properties.ts'

/** Flags of the commands that talk to a Kafka cluster: the embedded broker or any other. */
export const clusterFlags = {
  'bootstrap-server': Flags.string({
    default: '127.0.0.1:9092',
    env: 'SLUICEWAY_BOOTSTRAP_SERVER',
    summary: 'The cluster: the embedded broker or any Apache Kafka.',
    helpValue: 'HOST:PORT',
  }),
  'command-config': Flags.string({
    summary: "A file with Kafka's client properties, for example for SASL and TLS.",
    helpValue: 'FILE',
  }),
}

export interface ClusterFlags {
  readonly 'bootstrap-server': string
  readonly 'command-config': string | undefined
}

/** Connects, works and disconnects again, whatever happens. */
export async function withCluster<T>(flags: ClusterFlags, work: (cluster: KafkaCluster) => Promise<T>): Promise<T> {
  const { connectCluster } = await import('../../src/kafka/index.ts')
  const cluster = connectCluster(clientProperties(flags), { clientId: 'pipeline' })
  try {
    return await work(cluster)
  } finally {
    await cluster.close()
  }
}

export async function withAdmin<T>(flags: ClusterFlags, work: (admin: Admin) => Promise<T>): Promise<T> {
  const { createAdmin } = await import('../../src/kafka/index.ts')
  return withCluster(flags, (cluster) => work(createAdmin(cluster)))
}

export function clientProperties(flags: ClusterFlags): Record<string, string> {
  const file = flags['command-config']
  return { ...(file === undefined ? {} : readProperties(file)), 'bootstrap.servers': flags['bootstrap-server'] }
}

function readProperties(path: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new PipelineError('SLW1001', `The file '${path}' cannot be read.`, { cause: error })
  }
  return Object.fromEntries(parseProperties(text))
}

/** `name=value` */
export function pair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new PipelineError('SLW6001', `'${text}' is not of the form name=value.`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}
