import { type Clock, type ConnectDeps, connectCluster } from '../../kafka/index.ts'
import { distributedConfig } from '../distributed/distributed-settings.ts'
import { workerClientProps } from '../worker/client-config.ts'
import type { WorkerProps } from '../worker/worker-settings.ts'
import { KafkaBundleStore } from './kafka-bundle-store.ts'

/**
 * The bundles of a group. Their topic is `bundle.storage.topic`; without it the config topic's name with `-bundles` in place of `-configs`, and it is
 * created with the config topic's replication factor.
 */
export function groupBundleStore(
  props: WorkerProps,
  deps: Omit<ConnectDeps, 'clientId'> & { readonly clock: Clock },
): KafkaBundleStore {
  const settings = distributedConfig.parse(props)
  const configTopic = settings['config.storage.topic']
  const given = props['bundle.storage.topic'] ?? ''
  const clientId = `connect-bundles-${settings['group.id']}`
  return new KafkaBundleStore({
    topic: given === '' ? `${configTopic.replace(/-configs?$/, '')}-bundles` : given,
    replicationFactor: settings['config.storage.replication.factor'],
    now: () => deps.clock.now(),
    connect: () => connectCluster({ ...workerClientProps(props), 'client.id': clientId }, { ...deps, clientId }),
  })
}
