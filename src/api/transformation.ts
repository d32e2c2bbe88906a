import type { ConfigDef, ConfigKeys, ParsedConfig } from '../config/index.ts'
import type { ConnectRecord, Schema } from '../data/index.ts'
import { branded, type PluginInfo } from './plugin.ts'

/** Whether an SMT works on the record's key or its value (`Cast$Key`, `Cast$Value`). */
export type Variant = 'key' | 'value'

/** A configured SMT. Called by one task at a time, in record order. */
export interface Transformation {
  /**
   * Gives the changed record (a new one, or the same when nothing changes), or null to drop it. Synchronous. What it throws is handled
   * by `errors.tolerance`; a RetriableException may be retried. Same input schema, same output schema instance: cache built schemas.
   */
  apply<R extends ConnectRecord>(record: R): R | null
  /** Releases what the instance holds; called once, also after a failure. */
  close?(): void
}

/** What is known of the records at one place of a chain before anything runs. */
export interface RecordShape {
  /** Topic name when it is known. */
  readonly topic?: string
  /** null = schemaless or null; undefined = unknown. */
  readonly keySchema: Schema | null | undefined
  readonly valueSchema: Schema | null | undefined
  /** Fields that the last step names although no record has them. Connect ignores that, but it is most likely a misspelling. */
  readonly absentFields?: readonly string[]
}

export interface TransformationContext {
  /** `value` unless the plugin has variants and `$Key` (`of: key`) was chosen. */
  readonly variant: Variant
}

export interface TransformationDefinition<D extends ConfigKeys = ConfigKeys> extends PluginInfo {
  readonly kind: 'transformation'
  /** Present for SMTs with `$Key` and `$Value`: the class name without suffix. `classes` then lists both, `$Value` first. */
  readonly variants?: string
  readonly config: ConfigDef<D>
  /** Without a predicate it makes no sense: the compiler warns. */
  readonly needsPredicate?: true
  /** Makes a configured instance. Throws ConfigException. `props` are the raw values, for what ConfigDef does not model. */
  create(
    config: ParsedConfig<D>,
    context: TransformationContext,
    props: Readonly<Record<string, unknown>>,
  ): Transformation
  /**
   * The shape after this SMT, for checking chains before deploy. Throws DataException (with the field's name) when a record of that shape
   * must fail. Without it the shape after is unknown. Must not depend on records.
   */
  shape?(input: RecordShape, config: ParsedConfig<D>, context: TransformationContext): RecordShape
}

export function defineTransformation<D extends ConfigKeys>(
  definition: Omit<TransformationDefinition<D>, 'kind' | 'classes'> & { readonly classes?: readonly string[] },
): TransformationDefinition<D> {
  const classes = definition.variants ? [`${definition.variants}$Value`, `${definition.variants}$Key`] : []
  return branded({ ...definition, kind: 'transformation', classes: [...classes, ...(definition.classes ?? [])] })
}

/** A configured predicate. */
export interface Predicate {
  /** Synchronous; must not change the record. */
  test(record: ConnectRecord): boolean
  close?(): void
}

export interface PredicateDefinition<D extends ConfigKeys = ConfigKeys> extends PluginInfo {
  readonly kind: 'predicate'
  readonly config: ConfigDef<D>
  create(config: ParsedConfig<D>): Predicate
}

export function definePredicate<D extends ConfigKeys>(
  definition: Omit<PredicateDefinition<D>, 'kind'>,
): PredicateDefinition<D> {
  return branded({ ...definition, kind: 'predicate' })
}
