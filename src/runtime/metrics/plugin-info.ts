import { type Catalogue, INLINE_CLASS } from '../../plugins/index.ts'
import type { PluginSpec, TaskSpec } from '../host/host-api.ts'
import { listOf } from '../task/plugin-factory.ts'
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

export function pluginInfo(catalogue: Catalogue, spec: Named): TaskPluginInfo {
  const find = (kind: 'converter' | 'header_converter' | 'transformation' | 'predicate', name: string) => {
    const resolved = catalogue.resolve(kind, name)
    return resolved && { className: resolved.className, version: resolved.entry.version ?? UNDEFINED }
  }
  const unknown = (className: string) => ({ className, version: UNDEFINED })
  const converter = ({ className }: PluginSpec) => find('converter', className) ?? unknown(className)
  const aliased = (kind: 'transformation' | 'predicate', prefix: string): AliasedPlugin[] =>
    listOf(spec.connectorConfig[prefix]).map((alias) => {
      const type = (spec.connectorConfig[`${prefix}.${alias}.type`] ?? '').trim()
      return { alias, ...((type === INLINE_CLASS ? undefined : find(kind, type)) ?? unknown(type)) }
    })
  const { headerConverter } = spec
  return {
    taskClass: spec.taskConfig['task.class'] ?? '',
    connectorClass: catalogue.resolveConnector(spec.connectorClass.trim())?.className ?? spec.connectorClass,
    keyConverter: converter(spec.keyConverter),
    valueConverter: converter(spec.valueConverter),
    headerConverter: find('header_converter', headerConverter.className) ?? converter(headerConverter),
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
