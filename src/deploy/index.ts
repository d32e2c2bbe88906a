export type { ConnectorProgress } from './await-running.ts'
export { ConnectClient, connectorPath } from './connect-client.ts'
export {
  type ConnectorOffset,
  connectorOffsets,
  type OffsetFields,
  type PendingReset,
  type RestState,
  writeOffsets,
} from './connector-offsets.ts'
export { applyDeploy, type DeployPlan, planDeploy } from './deploy-pipelines.ts'
export type { KeyChange, PlannedConnector } from './deploy-plan.ts'
export type { PipelineToDeploy } from './deployment-record.ts'
export { type LiveConnector, type LiveStatus, liveConnectors, liveStatus } from './live-connectors.ts'
export { removeConnector } from './target.ts'
