import type { ClientKind } from './client-config/client-key.ts'
import type { ClientProperties } from './client-config/client-properties.ts'
import { connectionSettingsOf } from './client-config/connection-settings-of.ts'
import { type ClusterDeps, KafkaCluster } from './cluster.ts'

export interface ConnectDeps extends ClusterDeps {
  /** Default for `client.id`. */
  readonly clientId: string
  /** Whose defaults and keys apply; default `admin`, whose keys all clients share. */
  readonly client?: ClientKind
}

/**
 * A cluster object from Kafka's client properties. Nothing is sent yet: connections open with the first request.
 * @throws ConfigException (Kafka's texts) for an invalid property.
 */
export function connectCluster(properties: ClientProperties, deps: ConnectDeps): KafkaCluster {
  return new KafkaCluster(connectionSettingsOf(properties, deps.clientId, deps.client), deps)
}
