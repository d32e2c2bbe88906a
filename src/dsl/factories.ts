import type { ConfigDef, ConfigInput, ConfigKeys } from '../config/index.ts'
import type { ConfigEntries } from '../spec/index.ts'
import { SinkBuilder, SourceBuilder } from './connector-builder.ts'
import { camelCase } from './pipeline.ts'
import { type ConverterStep, PluginStep, type PredicateStep, TransformStep } from './plugin-step.ts'

type Scalar = string | number | boolean

/** Settings of the clients that the worker makes for a connector (S6). */
type SourceExtras = {
  readonly [K in `producer.override.${string}` | `admin.override.${string}` | `topic.creation.${string}`]?:
    | Scalar
    | readonly string[]
} & {
  readonly 'exactly.once.support'?: 'requested' | 'required'
  readonly 'transaction.boundary'?: 'poll' | 'interval' | 'connector'
  readonly 'transaction.boundary.interval.ms'?: number | `${number}`
  readonly 'offsets.storage.topic'?: string
}
type SinkExtras = {
  readonly [K in `consumer.override.${string}` | `producer.override.${string}` | `admin.override.${string}`]?: Scalar
}
type CommonExtras = { readonly 'config.action.reload'?: 'none' | 'restart'; readonly 'tasks.max.enforce'?: boolean }

/** Settings of a plugin, typed by its ConfigDef. */
export type SettingsOf<P> = P extends { readonly config: ConfigDef<infer D extends ConfigKeys> }
  ? ConfigInput<D>
  : never

/** Settings are an optional argument when none of them is required. */
type Arguments<S> = Record<never, never> extends S ? [settings?: S] : [settings: S]

export type SourceFactory<S> = (...settings: Arguments<S & SourceExtras & CommonExtras>) => SourceBuilder
export type SinkFactory<S> = (...settings: Arguments<S & SinkExtras & CommonExtras>) => SinkBuilder
/** `converter.type` is the place where the converter stands. */
export type ConverterFactory<S> = (...settings: Arguments<Omit<S, 'converter.type'>>) => ConverterStep
export type PredicateFactory<S> = (...settings: Arguments<S>) => PredicateStep
export type TransformFactory<S> = (...settings: Arguments<S>) => TransformStep

/** An SMT for values and keys: called directly it works on the value. */
export interface VariantTransformFactory<S> extends TransformFactory<S> {
  readonly value: TransformFactory<S>
  readonly key: TransformFactory<S>
}

const entries = (settings: unknown): ConfigEntries => {
  const given = Object.entries((settings ?? {}) as ConfigEntries)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

export const sourceFactory =
  <S>(name: string): SourceFactory<S> =>
  (...[settings]) =>
    SourceBuilder.of(name, entries(settings))

export const sinkFactory =
  <S>(name: string): SinkFactory<S> =>
  (...[settings]) =>
    SinkBuilder.of(name, entries(settings))

export const converterFactory =
  <S>(name: string): ConverterFactory<S> =>
  (...[settings]) =>
    new PluginStep('converter', name, entries(settings))

export const predicateFactory =
  <S>(name: string): PredicateFactory<S> =>
  (...[settings]) =>
    new PluginStep('predicate', name, entries(settings))

const transform =
  <S>(name: string, of?: 'key' | 'value'): TransformFactory<S> =>
  (...[settings]) =>
    TransformStep.plugin(name, camelCase(name), of, entries(settings))

export const transformFactory = <S>(name: string): TransformFactory<S> => transform<S>(name)

export const variantTransformFactory = <S>(name: string): VariantTransformFactory<S> =>
  Object.assign(transform<S>(name, 'value'), { value: transform<S>(name, 'value'), key: transform<S>(name, 'key') })
