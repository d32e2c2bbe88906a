import type { ConfigEntries, InlineFunction, PluginEntry, TransformEntry } from '../spec/index.ts'
import { type CallSites, siteAt } from './call-site.ts'

/** A converter or predicate with its settings; made by the generated factories. */
export class PluginStep<K extends 'converter' | 'predicate' = 'converter' | 'predicate'> {
  readonly kind: K
  readonly type: string
  readonly config: ConfigEntries
  readonly sites: CallSites

  constructor(kind: K, type: string, config: ConfigEntries = {}) {
    this.kind = kind
    this.type = type
    this.config = config
    this.sites = siteAt(new Map(), '')
  }

  toEntry(): PluginEntry {
    return Object.keys(this.config).length === 0 ? this.type : { type: this.type, config: this.config }
  }
}

export type ConverterStep = PluginStep<'converter'>
export type PredicateStep = PluginStep<'predicate'>

interface StepState {
  readonly entry: TransformEntry
  /** Base of the alias when none is given. */
  readonly defaultName: string
  readonly predicate: { readonly use: string | PredicateStep; readonly negate: boolean } | null
  readonly sites: CallSites
}

/** One SMT of a chain. Immutable: each method gives a changed copy. */
export class TransformStep {
  readonly state: StepState

  private constructor(state: StepState) {
    this.state = state
  }

  static plugin(type: string, defaultName: string, of: 'key' | 'value' | undefined, config: ConfigEntries = {}) {
    const entry = { type, ...(of && { of }), config }
    return new TransformStep({ entry, defaultName, predicate: null, sites: siteAt(new Map(), '') })
  }

  static inline(inline: InlineFunction, defaultName: string, keepsShape: boolean) {
    const entry = { inline, keepsShape }
    return new TransformStep({ entry, defaultName, predicate: null, sites: siteAt(new Map(), '') })
  }

  /** Names the step, as `transforms.<alias>` in Kafka Connect. Default: the factory's name, numbered when it stands twice. */
  alias(name: string): TransformStep {
    return this.#with({ entry: { ...this.state.entry, name }, sites: siteAt(this.state.sites, '/name') })
  }

  /** Applies the step only when the predicate holds. */
  when(predicate: string | PredicateStep): TransformStep {
    return this.#with({ predicate: { use: predicate, negate: false }, sites: siteAt(this.state.sites, '/when') })
  }

  /** Applies the step only when the predicate does not hold. */
  unless(predicate: string | PredicateStep): TransformStep {
    return this.#with({ predicate: { use: predicate, negate: true }, sites: siteAt(this.state.sites, '/unless') })
  }

  #with(changes: Partial<StepState>): TransformStep {
    return new TransformStep({ ...this.state, ...changes })
  }
}
