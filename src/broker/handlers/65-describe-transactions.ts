import { DescribeTransactions, ErrorCode, type ResponseInput } from '../../protocol/index.ts'
import { parsePartitionKey, type Transaction } from '../transactions/transaction.ts'
import { defineHandler } from './handler.ts'

type Answer = ResponseInput<typeof DescribeTransactions>['transactionStates'][number]

export const describeTransactions = defineHandler(DescribeTransactions, {
  handle: (request, { broker }) => ({
    transactionStates: request.transactionalIds.map((transactionalId) => {
      if (transactionalId === '') return refused(transactionalId, ErrorCode.INVALID_REQUEST)
      const transaction = broker.transactions.get(transactionalId)
      return transaction ? describe(transaction) : refused(transactionalId, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)
    }),
  }),
  refuse: (request, code) => ({ transactionStates: request.transactionalIds.map((id) => refused(id, code)) }),
})

function refused(transactionalId: string, errorCode: number): Answer {
  return {
    errorCode,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0n,
    producerId: 0n,
    producerEpoch: 0,
    topics: [],
  }
}

function describe(transaction: Transaction): Answer {
  const places = transaction.partitions.map(parsePartitionKey)
  const byTopic = Map.groupBy(places, ({ topic }) => topic)
  return {
    errorCode: 0,
    transactionalId: transaction.transactionalId,
    transactionState: transaction.state,
    transactionTimeoutMs: transaction.timeoutMs,
    transactionStartTimeMs: BigInt(transaction.startMs),
    producerId: BigInt(transaction.producerId),
    producerEpoch: transaction.producerEpoch,
    topics: [...byTopic].map(([topic, own]) => ({ topic, partitions: own.map(({ partition }) => partition) })),
  }
}
