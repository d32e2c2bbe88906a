import { connectorRoutes } from './resources/connectors.ts'
import { deploymentRoutes } from './resources/deployments.ts'
import { extensionRoutes } from './resources/extensions.ts'
import { internalRoutes } from './resources/internal.ts'
import { lifecycleRoutes } from './resources/lifecycle.ts'
import { loggerRoutes } from './resources/loggers.ts'
import { metricRoutes } from './resources/metrics.ts'
import { offsetRoutes } from './resources/offsets.ts'
import { pluginRoutes } from './resources/plugins.ts'
import { rootRoutes } from './resources/root.ts'
import { topicRoutes } from './resources/topics.ts'
import type { Route } from './route.ts'

/** Every endpoint, resource by resource. */
export const routes: readonly Route[] = [
  ...rootRoutes,
  ...connectorRoutes,
  ...lifecycleRoutes,
  ...topicRoutes,
  ...offsetRoutes,
  ...pluginRoutes,
  ...loggerRoutes,
  ...metricRoutes,
  ...extensionRoutes,
  ...deploymentRoutes,
  ...internalRoutes,
]
