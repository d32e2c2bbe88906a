import { definePredicate, defineTransformation } from '../api/index.ts'
import { ConfigDef } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'

/** Class of an SMT or predicate that is a function of the pipeline's own bundle. */
export const INLINE_CLASS = 'io.sluiceway.Inline'

const config = new ConfigDef({
  bundle: { type: 'STRING', importance: 'HIGH', doc: 'SHA-256 of the bundle that holds the function.' },
  function: {
    type: 'STRING',
    importance: 'HIGH',
    doc: 'Place of the function in what the bundle exports, as a JSON pointer.',
  },
})

const onlyInTasks = (): never => {
  throw new ConfigException(`${INLINE_CLASS} runs only in a task that was deployed with its bundle`)
}

const common = { name: 'inline', classes: [INLINE_CLASS], config }

/**
 * What validation knows of inline functions. They are in no catalogue, because only the compiler writes such configurations; the runtime
 * takes the function itself out of the bundle.
 */
export const inlineTransformation = defineTransformation({
  ...common,
  summary: 'A TypeScript function of the pipeline file.',
  create: onlyInTasks,
})

export const inlinePredicate = definePredicate({
  ...common,
  summary: 'A TypeScript function of the pipeline file.',
  create: onlyInTasks,
})
