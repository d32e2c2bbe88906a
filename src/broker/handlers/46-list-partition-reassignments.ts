import { ListPartitionReassignments } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

/** With one broker no replica ever moves. */
export const listPartitionReassignments = defineHandler(ListPartitionReassignments, {
  handle: () => ({ errorCode: 0, errorMessage: null, topics: [] }),
  refuse: (_request, errorCode) => ({ errorCode, errorMessage: null, topics: [] }),
})
