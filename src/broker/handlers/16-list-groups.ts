import { ListGroups } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

/** Filters are without regard to case; an empty list is no filter. */
export const listGroups = defineHandler(ListGroups, {
  handle(request, { broker }) {
    const states = request.statesFilter.map((state) => state.toLowerCase())
    const types = request.typesFilter.map((type) => type.toLowerCase())
    const groups = broker.groups
      .list()
      .filter(
        ({ groupState, groupType }) =>
          (states.length === 0 || states.includes(groupState.toLowerCase())) &&
          (types.length === 0 || types.includes(groupType.toLowerCase())),
      )
    return { errorCode: 0, groups }
  },
  refuse: (_request, errorCode) => ({ errorCode, groups: [] }),
})
