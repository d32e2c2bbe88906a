import type { ConnectorTaskId, Status } from './connector-state.ts'
import type { RestartOptions } from './herder.ts'

/** What a restart request touches (`RestartPlan`, S12.9). */
export interface RestartPlan {
  readonly connector: boolean
  readonly tasks: readonly ConnectorTaskId[]
}

/** Pure: decides by the status of connector and tasks. */
export function restartPlan(
  connector: Status | undefined,
  tasks: readonly { readonly id: ConnectorTaskId; readonly status: Status }[],
  { onlyFailed, includeTasks }: RestartOptions,
): RestartPlan {
  const isWanted = (status: Status | undefined) => status !== undefined && (!onlyFailed || status.state === 'FAILED')
  return {
    connector: isWanted(connector),
    tasks: includeTasks ? tasks.filter(({ status }) => isWanted(status)).map(({ id }) => id) : [],
  }
}
