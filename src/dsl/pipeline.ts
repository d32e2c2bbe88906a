import type { PipelineFile, PluginEntry, TransformEntry } from '../spec/index.ts'
import { type CallSite, callSite, prefixed } from './call-site.ts'
import type { ConnectorState, SinkBuilder, SourceBuilder } from './connector-builder.ts'
import type { PredicateStep, TransformStep } from './plugin-step.ts'

export interface PipelineOptions {
  readonly description?: string
  readonly source?: SourceBuilder
  /** Sinks by id: with more than one connector, a sink's connector is named `<pipeline>-<id>`. */
  readonly sinks?: Readonly<Record<string, SinkBuilder>>
  /** Predicates by alias, for `when('alias')` and `unless('alias')`. */
  readonly predicates?: Readonly<Record<string, PredicateStep>>
}

const brand = Symbol.for('sluiceway.pipeline')

/** What a pipeline module exports: the same model as a YAML file, inline functions included. */
export interface Pipeline extends PipelineFile {
  /** Places in the bundle's code by JSON pointer, for messages. */
  readonly [brand]: ReadonlyMap<string, CallSite>
}

export function isPipeline(value: unknown): value is Pipeline {
  return typeof value === 'object' && value !== null && brand in value
}

export const sitesOf = (pipeline: Pipeline): ReadonlyMap<string, CallSite> => pipeline[brand]

/** Describes a pipeline: at most one source and any number of sinks, at least one of either. Export it as the module's default. */
export function pipeline(name: string, options: PipelineOptions): Pipeline {
  const sites = new Map<string, CallSite>()
  const at = callSite()
  if (at) sites.set('', at)
  const predicates = new Predicates(options.predicates ?? {}, sites)
  const source = options.source && connectorEntry(options.source.state, '/source', predicates, sites)
  const sinks = Object.entries(options.sinks ?? {}).map(([id, sink]) => {
    const pointer = `/sinks/${escapePointer(id)}`
    return [id, connectorEntry(sink.state, pointer, predicates, sites)] as const
  })
  return {
    name,
    ...(options.description !== undefined && { description: options.description }),
    ...(source && { source }),
    ...(options.sinks && { sinks: Object.fromEntries(sinks) }),
    ...predicates.section(),
    [brand]: sites,
  }
}

const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

type Sites = Map<string, CallSite>

function addSites(target: Sites, more: Iterable<[string, CallSite]>): void {
  for (const [pointer, site] of more) target.set(pointer, site)
}

function connectorEntry(state: ConnectorState, pointer: string, predicates: Predicates, sites: Sites) {
  addSites(sites, prefixed(state.sites, pointer))
  const converters: Record<string, PluginEntry> = {}
  for (const [part, converter] of Object.entries(state.converters)) {
    if (converter === undefined) continue
    converters[part] = converter.toEntry()
    addSites(sites, prefixed(converter.sites, `${pointer}/${part}`))
  }
  const transforms = withAliases(state.steps).map(([alias, step], index) => {
    addSites(sites, prefixed(step.state.sites, `${pointer}/transforms/${index}`))
    return transformEntry(alias, step, predicates)
  })
  return { ...state.entry, ...(transforms.length > 0 && { transforms }), ...converters }
}

function transformEntry(alias: string, step: TransformStep, predicates: Predicates): TransformEntry {
  const { entry, predicate } = step.state
  const named = { name: alias, ...entry }
  if (!predicate) return named
  const reference = typeof predicate.use === 'string' ? predicate.use : predicates.aliasOf(predicate.use)
  return predicate.negate ? { ...named, unless: reference } : { ...named, when: reference }
}

/** Explicit aliases stay as they are (duplicates are the compiler's to report); the others get the first free name. */
function withAliases(steps: readonly TransformStep[]): [string, TransformStep][] {
  const taken = new Set(steps.flatMap((step) => step.state.entry.name ?? []))
  return steps.map((step) => [step.state.entry.name ?? claim(step.state.defaultName, taken), step])
}

function claim(base: string, taken: Set<string>): string {
  let name = base
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`
  taken.add(name)
  return name
}

/** Predicates of one pipeline: the named ones, and those given directly to a step, which get an alias here. */
class Predicates {
  readonly #aliases = new Map<PredicateStep, string>()
  readonly #taken: Set<string>
  readonly #sites: Sites

  constructor(named: Readonly<Record<string, PredicateStep>>, sites: Sites) {
    this.#sites = sites
    this.#taken = new Set(Object.keys(named))
    for (const [alias, predicate] of Object.entries(named)) this.#add(alias, predicate)
  }

  aliasOf(predicate: PredicateStep): string {
    return this.#aliases.get(predicate) ?? this.#add(claim(camelCase(predicate.type), this.#taken), predicate)
  }

  section(): { predicates?: Record<string, PluginEntry> } {
    if (this.#aliases.size === 0) return {}
    return { predicates: Object.fromEntries([...this.#aliases].map(([step, alias]) => [alias, step.toEntry()])) }
  }

  #add(alias: string, predicate: PredicateStep): string {
    this.#aliases.set(predicate, alias)
    addSites(this.#sites, prefixed(predicate.sites, `/predicates/${escapePointer(alias)}`))
    return alias
  }
}

export const camelCase = (name: string): string => name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase())
