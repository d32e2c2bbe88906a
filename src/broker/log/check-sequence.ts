import { KafkaFailure } from '../kafka-failure.ts'
import type { ProducerStates, RememberedBatch } from './producer-states.ts'

export interface SequencedBatch {
  readonly producerId: number
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly lastSequence: number
}

const SEQUENCE_MAX = 0x7fffffff

/** Sequences go from 0 to 2^31-1 and start again at 0. */
export function addSequence(sequence: number, increment: number): number {
  const sum = sequence + increment
  return sum > SEQUENCE_MAX ? sum - SEQUENCE_MAX - 1 : sum
}

/**
 * Decides whether a producer's batch is the next one (KIP-98).
 *
 * @returns the batch that it repeats, or undefined when it is new
 * @throws KafkaFailure INVALID_PRODUCER_EPOCH or OUT_OF_ORDER_SEQUENCE_NUMBER
 */
export function checkSequence(states: ProducerStates, batch: SequencedBatch): RememberedBatch | undefined {
  const state = states.get(batch.producerId)
  if (!state) return undefined
  if (batch.producerEpoch < state.epoch) {
    throw new KafkaFailure(
      'INVALID_PRODUCER_EPOCH',
      `Epoch of producer ${batch.producerId} is ${batch.producerEpoch}, which is smaller than the last seen epoch ${state.epoch}`,
    )
  }
  if (batch.producerEpoch > state.epoch) {
    if (batch.firstSequence !== 0) throw outOfOrder(batch, 0)
    return undefined
  }
  const repeated = state.batches.find(
    (known) => known.firstSequence === batch.firstSequence && known.lastSequence === batch.lastSequence,
  )
  if (repeated) return repeated
  const last = state.batches.at(-1)
  // After the marker of a bumped epoch nothing of that epoch is there yet: the producer starts anew.
  const expected = last === undefined ? 0 : addSequence(last.lastSequence, 1)
  if (batch.firstSequence !== expected) throw outOfOrder(batch, expected)
  return undefined
}

function outOfOrder(batch: SequencedBatch, expected: number): KafkaFailure {
  return new KafkaFailure(
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    `Out of order sequence number for producer ${batch.producerId}: ${batch.firstSequence} (incoming seq. number), ${expected} (expected)`,
  )
}
