import { AddOffsetsToTxn } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { fencedCode } from './22-init-producer-id.ts'
import { defineHandler } from './handler.ts'

export const addOffsetsToTxn = defineHandler(AddOffsetsToTxn, {
  async handle({ groupId, producerId, ...claim }, { broker, version }) {
    if (groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    try {
      broker.transactions.add({ ...claim, producerId: Number(producerId) }, { groups: [groupId] })
    } catch (error) {
      if (error instanceof KafkaFailure) return { errorCode: fencedCode(error.code, version, 2) }
      throw error
    }
    await broker.transactions.settle()
    return { errorCode: 0 }
  },
  refuse: (_request, errorCode) => ({ errorCode }),
})
