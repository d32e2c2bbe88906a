import type { Cluster } from '../cluster/cluster.ts'
import type { ServerConfig } from '../config/server-config.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import type { Random } from '../system/random.ts'
import type { ConsumerContext } from './consumer/heartbeat.ts'
import type { GroupStore } from './group-store.ts'

export interface GroupCoordinatorOptions {
  readonly fs: FileSystem
  readonly dataDir: string
  readonly clock: Clock
  readonly random: Random
  readonly config: ServerConfig
  readonly cluster: Cluster
}

/** What groups see of the broker; settings of a group go before those of all. */
export function consumerContext(
  { clock, random, config, cluster }: GroupCoordinatorOptions,
  store: GroupStore,
): ConsumerContext {
  const setting = (groupId: string, name: string) =>
    Number(cluster.groupSettings(groupId).get(name) ?? config.text(`group.${name}`))
  return {
    clock,
    random,
    config,
    store,
    topics: () =>
      new Map(
        [...cluster.topics()].map(({ name, id, partitions }) => [
          name,
          { name, topicId: id, partitions: partitions.length },
        ]),
      ),
    sessionTimeoutMs: (groupId) => setting(groupId, 'consumer.session.timeout.ms'),
    heartbeatIntervalMs: (groupId) => setting(groupId, 'consumer.heartbeat.interval.ms'),
  }
}
