import { buildEndMarker, RecordBatch } from '../../protocol/records/index.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { PartitionLog } from '../log/partition-log.ts'

export interface Marker {
  readonly producerId: number
  readonly producerEpoch: number
  readonly isCommit: boolean
  readonly coordinatorEpoch: number
}

/** Ends a transaction in one partition. @throws KafkaFailure INVALID_PRODUCER_EPOCH for an older producer's marker */
export function writeMarker(cluster: Cluster, log: PartitionLog, marker: Marker): void {
  const known = log.producers.get(marker.producerId)
  if (known && marker.producerEpoch < known.epoch) throw new KafkaFailure('INVALID_PRODUCER_EPOCH')
  const bytes = buildEndMarker(
    { type: marker.isCommit ? 'commit' : 'abort', coordinatorEpoch: marker.coordinatorEpoch },
    cluster.options.clock.now(),
    { producerId: marker.producerId, producerEpoch: marker.producerEpoch },
  )
  log.append(new RecordBatch(bytes), cluster.leaderEpoch)
}
