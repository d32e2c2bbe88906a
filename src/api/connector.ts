import type { ConfigDef, ConfigKeys, ConfigValue } from '../config/index.ts'
import type { Logger } from './logger.ts'
import type { PluginInfo } from './plugin.ts'

/** A flat configuration as Connect keeps it: every value is text. */
export type ConnectorProps = Readonly<Record<string, string>>

export interface ConnectorContext {
  readonly connectorName: string
  readonly logger: Logger
  /** Asks the runtime to call `taskConfigs` again and restart tasks whose configuration changed. */
  requestTaskReconfiguration(): void
  /** Fails the connector. */
  raiseError(error: unknown): void
}

/**
 * The planning half of a connector: it reads its configuration and divides the work into task configurations. Life cycle (S13):
 * `initialize` - `start` - `taskConfigs` (any number of times) - `stop`. One call at a time. Any method may be async; a throw in
 * start or taskConfigs makes the connector FAILED.
 */
export abstract class Connector {
  protected context!: ConnectorContext

  initialize(context: ConnectorContext): void {
    this.context = context
  }

  abstract start(props: ConnectorProps): void | Promise<void>
  /** At most `maxTasks` configurations, one a task. */
  abstract taskConfigs(maxTasks: number): readonly ConnectorProps[] | Promise<readonly ConnectorProps[]>
  abstract stop(): void | Promise<void>

  /** Checks beyond single keys (for example a connection); gets what ConfigDef found for the connector's own keys and may add errors to it. Not started before. */
  validate?(props: ConnectorProps, values: ConfigValue[]): void | Promise<void>
}

export interface ConnectorDefinition<D extends ConfigKeys = ConfigKeys> extends PluginInfo {
  readonly kind: 'source' | 'sink'
  /** The connector's own keys; the framework's (`name`, `tasks.max`, `transforms` ...) are added by the runtime. */
  readonly config: ConfigDef<D>
}

/** Consecutive slices of `items`, the first `size % groups` one longer (`ConnectorUtils.groupPartitions`); may give empty slices. */
export function groupPartitions<T>(items: readonly T[], groups: number): T[][] {
  if (groups <= 0) throw new RangeError('Number of groups must be positive.')
  const perGroup = Math.floor(items.length / groups)
  const longer = items.length % groups
  const start = (group: number) => group * perGroup + Math.min(group, longer)
  return Array.from({ length: groups }, (_, group) => items.slice(start(group), start(group + 1)))
}
