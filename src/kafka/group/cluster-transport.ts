import type { Api, RequestInput, ResponseOf } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { GroupTransport } from './group-transport.ts'

let lanes = 0

/** A member's way to its coordinator. JoinGroup blocks the connection it is sent on, so each member has one of its own. */
export function clusterTransport(cluster: KafkaCluster, groupId: string): GroupTransport {
  const target = { group: groupId }
  const lane = `group-${++lanes}`
  return {
    send<A extends Api>(api: A, body: RequestInput<A>, timeoutMs?: number): Promise<ResponseOf<A>> {
      const wait = timeoutMs === undefined ? {} : { attemptTimeoutMs: timeoutMs, timeoutMs }
      return cluster.request(api, body, target, { lane, retry: false, ...wait })
    },
    forgetCoordinator: () => cluster.forgetCoordinator(target),
    release: () => cluster.closeLane(lane),
  }
}
