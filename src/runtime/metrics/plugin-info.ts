import { type Catalogue, chooseVersion, INLINE_CLASS, type VersionChoice } from '../../plugins/index.ts'
import type { PluginSpec, TaskSpec } from '../host/host-api.ts'
import { choiceOf, listOf } from '../task/plugin-factory.ts'
import type { MetricGroup } from './metric.ts'

interface PluginClass {
  readonly className: string
  readonly version: string
}

interface AliasedPlugin extends PluginClass {
  readonly alias: string
}

/** Classes and versions of a task's plugins (KIP-891). */
export interface TaskPluginInfo {
  readonly taskClass: string
  readonly connectorClass: string
  readonly keyConverter: PluginClass
  readonly valueConverter: PluginClass
  readonly headerConverter: PluginClass
  readonly transforms: readonly AliasedPlugin[]
  readonly predicates: readonly AliasedPlugin[]
}

/** As Java shows a version that nobody states. */
const UNDEFINED = 'undefined'

type Named = Pick<
  TaskSpec,
  'connectorClass' | 'connectorConfig' | 'taskConfig' | 'keyConverter' | 'valueConverter' | 'headerConverter'
>

/** Throws ConfigException when a version is asked for that is not installed. */
export function pluginInfo(catalogue: Catalogue, spec: Named): TaskPluginInfo {
  const { connectorConfig: config, headerConverter } = spec
  const found = catalogue.resolveConnector(spec.connectorClass.trim())
  const connector = found && chooseVersion<'source' | 'sink'>(found, { version: config['connector.plugin.version'] })
  const beside = connector?.entry.module
  const find = (
    kind: 'converter' | 'header_converter' | 'transformation' | 'predicate',
    name: string,
    choice: VersionChoice,
  ) => {
    const resolved = catalogue.resolve(kind, name)
    return resolved && { className: resolved.className, version: chooseVersion(resolved, choice).entry.version }
  }
  const unknown = (className: string) => ({ className, version: UNDEFINED })
  const converter = (each: PluginSpec) =>
    find('converter', each.className, choiceOf(each, beside)) ?? unknown(each.className)
  const aliased = (kind: 'transformation' | 'predicate', prefix: string): AliasedPlugin[] =>
    listOf(config[prefix]).map((alias) => {
      const type = (config[`${prefix}.${alias}.type`] ?? '').trim()
      const choice = { version: config[`${prefix}.${alias}.plugin.version`], beside }
      return { alias, ...((type === INLINE_CLASS ? undefined : find(kind, type, choice)) ?? unknown(type)) }
    })
  return {
    taskClass: spec.taskConfig['task.class'] ?? '',
    connectorClass: connector?.className ?? spec.connectorClass,
    keyConverter: converter(spec.keyConverter),
    valueConverter: converter(spec.valueConverter),
    headerConverter:
      find('header_converter', headerConverter.className, choiceOf(headerConverter, beside)) ??
      converter(headerConverter),
    transforms: aliased('transformation', 'transforms'),
    predicates: aliased('predicate', 'predicates'),
  }
}

/** The part of them that stands in `connector-task-metrics`. */
export const taskPluginValues = (plugins: TaskPluginInfo, kind: string, version: string): MetricGroup['values'] => ({
  'connector-class': plugins.connectorClass,
  'connector-type': kind,
  'connector-version': version,
  'task-class': plugins.taskClass,
  'task-version': version,
  'key-converter-class': plugins.keyConverter.className,
  'key-converter-version': plugins.keyConverter.version,
  'value-converter-class': plugins.valueConverter.className,
  'value-converter-version': plugins.valueConverter.version,
  'header-converter-class': plugins.headerConverter.className,
  'header-converter-version': plugins.headerConverter.version,
})

/** SMTs and predicates, one group each. */
export const chainPluginMetrics = (plugins: TaskPluginInfo, tags: MetricGroup['tags']): MetricGroup[] => [
  ...plugins.transforms.map(({ alias, className, version }) => ({
    group: 'connector-transform-metrics',
    tags: { ...tags, transform: alias },
    values: { 'transform-class': className, 'transform-version': version },
  })),
  ...plugins.predicates.map(({ alias, className, version }) => ({
    group: 'connector-predicate-metrics',
    tags: { ...tags, predicate: alias },
    values: { 'predicate-class': className, 'predicate-version': version },
  })),
]
