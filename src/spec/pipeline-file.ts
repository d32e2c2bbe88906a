import type { ConnectRecord } from '../data/index.ts'

/** A value under `config`: Kafka Connect keeps text; numbers, booleans and lists are written for convenience. */
export type ConfigEntry = string | number | bigint | boolean | readonly (string | number | bigint | boolean)[]
export type ConfigEntries = Readonly<Record<string, ConfigEntry>>

/** A function in a TypeScript pipeline that is an SMT: gives the changed record, or null to drop it. Synchronous. */
export type InlineFunction = <R extends ConnectRecord>(record: R) => R | null

/** A predicate or a converter: its name alone, or with settings. */
export type PluginEntry = string | { readonly type: string; readonly config?: ConfigEntries }

/** One SMT of a chain. */
export interface TransformEntry {
  /** Alias; default: the type in camel case, numbered when it stands twice. */
  readonly name?: string
  /** Short name or class name; absent for inline functions. */
  readonly type?: string
  /** TypeScript only. */
  readonly inline?: InlineFunction
  /** An inline function that never changes schemas, so that checks of later steps go on. */
  readonly keepsShape?: boolean
  readonly of?: 'key' | 'value'
  readonly config?: ConfigEntries
  /** Alias of a predicate: the step applies when it holds. */
  readonly when?: string
  /** Alias of a predicate: the step applies when it does not hold. */
  readonly unless?: string
}

/** Milliseconds, or text such as `5m`, `30s`, `250ms`, `1h30m`; `forever` where no limit is possible. */
export type DurationEntry = number | string

export interface ErrorsEntry {
  /** Default `none`: the first bad record fails the task. */
  readonly tolerance?: 'none' | 'all'
  readonly retry?: DurationEntry | { readonly timeout?: DurationEntry; readonly delayMax?: DurationEntry }
  /** Write failures to the log; `messages` includes the records themselves. */
  readonly log?: boolean | { readonly messages?: boolean }
  /** Topic for records that failed. `headers` adds the failure's context, default true. Of sources: not on Java workers. */
  readonly dlq?: string | { readonly topic: string; readonly headers?: boolean; readonly replication?: number }
  /** Sinks: a batch that the sink refuses is halved until the record at fault is alone; that one is skipped. Not on Java workers. */
  readonly bisect?: boolean
  /** More errors than this within `window` (default 1m) fail the task though they are tolerated. Not on Java workers. */
  readonly budget?: number | { readonly errors: number; readonly window?: DurationEntry }
  /** A failed task is started again by itself, so often in a row, after a wait that doubles. Not on Java workers. */
  readonly restart?: RestartEntry
}

/** Attempts in a row, or a mapping. Defaults: no limit of attempts in a mapping, `backoff` 10s, `backoffMax` 5m. */
export type RestartEntry =
  | number
  | 'forever'
  | { readonly attempts?: number | 'forever'; readonly backoff?: DurationEntry; readonly backoffMax?: DurationEntry }

export interface ConnectorEntry {
  /** Short name or class name. */
  readonly connector: string
  /** Name of the connector; default: from the pipeline. Offsets and consumer groups hang on it. */
  readonly name?: string
  /** `tasks.max`. */
  readonly tasks?: number
  readonly config?: ConfigEntries
  readonly transforms?: readonly (string | TransformEntry)[]
  readonly key?: PluginEntry
  readonly value?: PluginEntry
  readonly header?: PluginEntry
  readonly errors?: ErrorsEntry
}

export type TopicsEntry = string | readonly string[] | { readonly regex: string }

export interface SinkEntry extends ConnectorEntry {
  readonly topics?: TopicsEntry
}

/** What a pipeline file says: the YAML as it stands there, and what the typed builder yields. */
export interface PipelineFile {
  readonly name: string
  readonly description?: string
  readonly source?: ConnectorEntry
  readonly sinks?: Readonly<Record<string, SinkEntry>>
  readonly predicates?: Readonly<Record<string, PluginEntry>>
}
