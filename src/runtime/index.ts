export type {
  ConnectorTaskId,
  ConnectorType,
  InitialState,
  RunState,
  Status,
  TargetState,
} from './herder/connector-state.ts'
export type {
  ConfigInfos,
  ConnectorConfig,
  ConnectorInfo,
  ConnectorOffset,
  ConnectorStateInfo,
  HealthStatus,
  Herder,
  PutConnectorOptions,
  RestartOptions,
  StateInfo,
  TaskInfo,
  TaskStateInfo,
} from './herder/herder.ts'
export {
  BadRequestException,
  isBadRequest,
  isRebalanceNeeded,
  NotAssignedException,
  NotLeaderException,
  RebalanceNeededException,
} from './herder/herder-errors.ts'
export { LEVELS, type Level, type LoggerLevel, LoggerLevels } from './logging/logger-levels.ts'
