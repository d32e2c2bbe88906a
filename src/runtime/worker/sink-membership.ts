import type { MessagePort } from 'node:worker_threads'
import {
  type ClusterDeps,
  ConsumerMembership,
  connectCluster,
  consumerSettingsOf,
  type Membership,
  serveMembership,
} from '../../kafka/index.ts'
import type { WireSubscription } from '../host/host-api.ts'
import { membershipPort } from '../host/membership-port.ts'
import { javaPattern } from '../task/java-pattern.ts'

export interface SinkMembershipDeps extends Required<ClusterDeps> {
  /** The group begins or ends a rebalance that takes or gives partitions. */
  readonly onRebalance: () => void
}

/**
 * Joins a sink task's consumer group from the control thread: heartbeats go out whatever the task's thread does, and `max.poll.interval.ms`
 * is watched from here. Gives the function that leaves and closes everything; it may be called twice.
 */
export function openMembership(
  consumer: Readonly<Record<string, string>>,
  subscription: WireSubscription,
  port: MessagePort,
  { onRebalance, ...deps }: SinkMembershipDeps,
): () => Promise<void> {
  const cluster = connectCluster(consumer, { clientId: consumer['client.id'] ?? '', ...deps })
  const settings = consumerSettingsOf(consumer)
  const membership = new ConsumerMembership(
    cluster,
    {
      ...settings,
      groupId: settings.groupId ?? '',
      retryBackoffMs: cluster.settings.retryBackoffMs,
      retryBackoffMaxMs: cluster.settings.retryBackoffMaxMs,
      metadataMaxAgeMs: cluster.settings.metadataMaxAgeMs,
      requireStable: settings.isReadCommitted,
    },
    'topics' in subscription ? subscription : { pattern: javaPattern(subscription.pattern) },
  )
  let closing: Promise<void> | null = null
  serveMembership(membershipPort(port), heard(membership, onRebalance))
  const leave = async () => {
    try {
      await membership.leave('the task is over')
    } finally {
      port.close()
      await cluster.close()
    }
  }
  return () => {
    closing ??= leave()
    return closing
  }
}

/** The same membership, whose rebalances somebody else hears of, too. */
const heard = (membership: ConsumerMembership, onRebalance: () => void): Membership => ({
  groupId: membership.groupId,
  start: (events) =>
    membership.start({
      onRevoked(partitions) {
        onRebalance()
        return events.onRevoked(partitions)
      },
      onAssigned(partitions) {
        onRebalance()
        return events.onAssigned(partitions)
      },
      onLost: (partitions) => events.onLost(partitions),
      onFailed: (error) => events.onFailed(error),
    }),
  polled: () => membership.polled(),
  commit: (offsets, timeoutMs) => membership.commit(offsets, timeoutMs),
  committed: (partitions) => membership.committed(partitions),
  generation: () => membership.generation(),
  rejoin: (reason) => membership.rejoin(reason),
  leave: (reason) => membership.leave(reason),
})
