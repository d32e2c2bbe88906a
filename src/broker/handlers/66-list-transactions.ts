import { ErrorCode, ListTransactions } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

const states = ['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort', 'Dead']

/** Empty filters are none; the duration is that of the running transaction. */
export const listTransactions = defineHandler(ListTransactions, {
  handle(request, { broker }) {
    const pattern = compile(request.transactionalIdPattern)
    if (pattern === undefined)
      return { errorCode: ErrorCode.INVALID_REGULAR_EXPRESSION, unknownStateFilters: [], transactionStates: [] }
    const now = broker.clock.now()
    const found = [...broker.transactions.all()].filter(
      (each) =>
        (request.stateFilters.length === 0 || request.stateFilters.includes(each.state)) &&
        (request.producerIdFilters.length === 0 || request.producerIdFilters.includes(BigInt(each.producerId))) &&
        (request.durationFilter < 0n || (each.startMs >= 0 && now - each.startMs > request.durationFilter)) &&
        pattern.test(each.transactionalId),
    )
    return {
      errorCode: 0,
      unknownStateFilters: request.stateFilters.filter((state) => !states.includes(state)),
      transactionStates: found.map(({ transactionalId, producerId, state }) => ({
        transactionalId,
        producerId: BigInt(producerId),
        transactionState: state,
      })),
    }
  },
  refuse: (_request, errorCode) => ({ errorCode, unknownStateFilters: [], transactionStates: [] }),
})

/** The whole id has to match. Undefined when the text is no regular expression. */
function compile(pattern: string | null): RegExp | undefined {
  if (pattern === null || pattern === '') return /(?:)/
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    return undefined
  }
}
