/** The pipeline model: what YAML and TypeScript both mean, with defaults applied and names resolved. Plain data. */
export interface PipelineSpec {
  readonly name: string
  readonly source: SourceSpec | null
  /** In the order of the file. */
  readonly sinks: readonly SinkSpec[]
}

/** A plugin with its settings; `pointer` is its place in the file's model. */
export interface PluginSpec {
  /** Short name in the catalogue. */
  readonly type: string
  /** Java class name as Kafka Connect's configuration wants it. */
  readonly className: string
  readonly config: ConfigText
  readonly pointer: string
}

/** Values as Kafka Connect keeps them: text. */
export type ConfigText = Readonly<Record<string, string>>

export interface TransformSpec {
  readonly alias: string
  /** null for an inline function. */
  readonly plugin: PluginSpec | null
  readonly keepsShape: boolean
  readonly predicate: { readonly alias: string; readonly negate: boolean } | null
  readonly pointer: string
}

export interface ConvertersSpec {
  readonly key: PluginSpec | null
  readonly value: PluginSpec | null
  readonly header: PluginSpec | null
}

export interface ErrorsSpec {
  readonly tolerance: 'none' | 'all' | null
  /** -1 = no limit; null = not set. */
  readonly retryTimeoutMs: number | null
  readonly retryDelayMaxMs: number | null
  readonly log: { readonly messages: boolean } | null
  readonly dlq: { readonly topic: string; readonly headers: boolean; readonly replication: number | null } | null
  /** null = not set. */
  readonly bisect: boolean | null
  readonly budget: { readonly errors: number; readonly windowMs: number | null } | null
  /** `attempts` -1 = no limit. */
  readonly restart: {
    readonly attempts: number
    readonly backoffMs: number | null
    readonly backoffMaxMs: number | null
  } | null
}

export interface ConnectorSpec {
  readonly name: string
  readonly plugin: PluginSpec
  readonly tasks: number | null
  readonly transforms: readonly TransformSpec[]
  /** Predicates that a step of this connector uses, by alias. */
  readonly predicates: Readonly<Record<string, PluginSpec>>
  readonly converters: ConvertersSpec
  readonly errors: ErrorsSpec
  readonly pointer: string
}

export interface SourceSpec extends ConnectorSpec {
  readonly kind: 'source'
}

export interface SinkSpec extends ConnectorSpec {
  readonly kind: 'sink'
  readonly id: string
  readonly topics: readonly string[] | { readonly regex: string } | null
}
