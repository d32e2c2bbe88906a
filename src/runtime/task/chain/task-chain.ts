import type { Converter, HeaderConverter } from '../../../api/index.ts'
import type { ConfiguredTransformation } from './transform-step.ts'

export interface ConfiguredConverter<C> {
  readonly className: string
  readonly converter: C
}

/** The plugins between a task and Kafka, configured. */
export interface TaskPlugins {
  readonly transformations: readonly ConfiguredTransformation[]
  readonly keyConverter: ConfiguredConverter<Converter>
  readonly valueConverter: ConfiguredConverter<Converter>
  readonly headerConverter: ConfiguredConverter<HeaderConverter>
}

/** Releases all of them; the first error is thrown after the last was closed. */
export function closePlugins(plugins: TaskPlugins): void {
  const closeables = [
    ...plugins.transformations.flatMap(({ transformation, predicate }) => [transformation, predicate]),
    plugins.keyConverter.converter,
    plugins.valueConverter.converter,
    plugins.headerConverter.converter,
  ]
  const errors: unknown[] = []
  for (const each of closeables)
    try {
      each?.close?.()
    } catch (error) {
      errors.push(error)
    }
  if (errors.length > 0) throw errors[0]
}
