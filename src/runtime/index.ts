export type { ConfigInfos, ConfigKeyInfo } from '../connect-config/index.ts'
export type { ConfigProvider, ProviderSystem } from './config-provider/config-provider.ts'
export { parseProperties } from './config-provider/java-properties.ts'
export { resolveWorkerConfig } from './config-provider/resolve-worker-config.ts'
export { type BundleStore, CHUNK_BYTES_MAX, sha256 } from './deployment/bundle-store.ts'
export type { Deployment, DeploymentOutcome, DeploymentRecord } from './deployment/deployment.ts'
export { MemoryBundleStore } from './deployment/memory-bundle-store.ts'
export { groupBundleStore } from './deployment/open-bundle-store.ts'
export { distributedConfig } from './distributed/distributed-settings.ts'
export type { Fetch } from './distributed/leader-client.ts'
export { ALGORITHM_HEADER, isSigned, SIGNATURE_HEADER } from './distributed/session-keys.ts'
export {
  type DistributedWorker,
  type DistributedWorkerDeps,
  startDistributedWorker,
} from './distributed/start-distributed-worker.ts'
export type {
  ConnectorTaskId,
  ConnectorType,
  InitialState,
  RunState,
  Status,
  TargetState,
} from './herder/connector-state.ts'
export type {
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
export type { Stage } from './herder/serial-queue.ts'
export type { CatalogueSource } from './host/host-api.ts'
export { thisThread, trimWhileIdle } from './host/trim-while-idle.ts'
export { formatLog, formatLogJson } from './logging/format-log.ts'
export { initialLevels } from './logging/initial-levels.ts'
export type { LogEntry, LogSink } from './logging/log-entry.ts'
export { LEVELS, type Level, type LoggerLevel, LoggerLevels } from './logging/logger-levels.ts'
export { RecentLogs } from './logging/recent-logs.ts'
export type { MetricGroup } from './metrics/metric.ts'
export { METRICS, type MetricInfo, metricName } from './metrics/metric-list.ts'
export { OPEN_METRICS, PROMETHEUS_TEXT, prometheusText } from './metrics/prometheus-text.ts'
export { isSecretKey } from './secrets/secret-key.ts'
export { secretKeysOf } from './secrets/secret-keys.ts'
export type { StoreFiles } from './store/file-offset-store.ts'
export { tracingConfig } from './tracing/tracing-settings.ts'
export { nodeSystem } from './worker/node-system.ts'
export { type InstalledCatalogue, openPluginPath } from './worker/plugin-path.ts'
export type { ConnectorProgress, TaskProgress } from './worker/progress.ts'
export { type StandaloneWorker, type StandaloneWorkerDeps, startStandaloneWorker } from './worker/standalone-worker.ts'
export type { WorkerDeps } from './worker/worker-deps.ts'
export { workerConfig } from './worker/worker-settings.ts'
