import type { ConfigEntries, ConnectorEntry, ErrorsEntry, TopicsEntry } from '../spec/index.ts'
import { type CallSites, siteAt } from './call-site.ts'
import type { ConverterStep, TransformStep } from './plugin-step.ts'

export interface Converters {
  readonly key?: ConverterStep
  readonly value?: ConverterStep
  readonly header?: ConverterStep
}

/** What a builder has gathered so far. */
export interface ConnectorState {
  readonly entry: Omit<ConnectorEntry, 'transforms' | 'key' | 'value' | 'header'> & { readonly topics?: TopicsEntry }
  readonly steps: readonly TransformStep[]
  readonly converters: Converters
  readonly sites: CallSites
}

/** A source or sink with its chain. Immutable: each method gives a changed copy, so a common start can be shared. */
abstract class ConnectorBuilder {
  readonly state: ConnectorState

  constructor(state: ConnectorState) {
    this.state = state
  }

  protected abstract copy(state: ConnectorState): this

  /** Adds SMTs, applied in order: after the source's records, or before the sink. */
  through(...steps: readonly TransformStep[]): this {
    return this.copy({ ...this.state, steps: [...this.state.steps, ...steps] })
  }

  /** Converters between records and bytes in Kafka; what is left out is the worker's. */
  as(converters: Converters): this {
    return this.copy({ ...this.state, converters: { ...this.state.converters, ...converters } })
  }

  /** What happens to records that fail: `tolerate({...})` or `failFast({...})`. */
  onError(errors: ErrorsEntry): this {
    return this.#set({ errors }, '/errors')
  }

  /** An explicit connector name; offsets and consumer groups hang on it. */
  named(name: string): this {
    return this.#set({ name }, '/name')
  }

  /** At most `count` tasks (`tasks.max`). Default 1. */
  tasks(count: number): this {
    return this.#set({ tasks: count }, '/tasks')
  }

  #set(changes: Partial<ConnectorState['entry']>, pointer: string): this {
    const sites = siteAt(this.state.sites, pointer)
    return this.copy({ ...this.state, entry: { ...this.state.entry, ...changes }, sites })
  }
}

const start = (connector: string, config: ConfigEntries): ConnectorState => ({
  entry: { connector, config },
  steps: [],
  converters: {},
  sites: siteAt(new Map(), ''),
})

export class SourceBuilder extends ConnectorBuilder {
  readonly kind = 'source'

  static of(connector: string, config: ConfigEntries): SourceBuilder {
    return new SourceBuilder(start(connector, config))
  }

  protected override copy(state: ConnectorState): this {
    return new SourceBuilder(state) as this
  }
}

export class SinkBuilder extends ConnectorBuilder {
  readonly kind = 'sink'

  static of(connector: string, config: ConfigEntries): SinkBuilder {
    return new SinkBuilder(start(connector, config))
  }

  /** The topics to read: names, or one regular expression that a topic's name must match entirely. */
  from(...topics: readonly string[] | readonly [RegExp]): this {
    const [first] = topics
    const entry = first instanceof RegExp ? { regex: first.source } : (topics as readonly string[])
    const sites = siteAt(this.state.sites, '/topics')
    return this.copy({ ...this.state, entry: { ...this.state.entry, topics: entry }, sites })
  }

  protected override copy(state: ConnectorState): this {
    return new SinkBuilder(state) as this
  }
}
