import { type ConfigKey, caseInsensitiveOneOf } from '../../config/index.ts'
import { type Field, type JavaMap, mapGet, type Schema, type Struct } from '../../data/index.ts'
import { ConfigException } from '../../errors/index.ts'
import { illegalArgument } from '../../java/index.ts'
import { requireMapOrNull, requireStructOrNull } from './requirements.ts'

/** `field.syntax.version` (KIP-821). */
export const fieldSyntaxVersion = {
  type: 'STRING',
  default: 'V1',
  validator: caseInsensitiveOneOf('V1', 'V2'),
  importance: 'HIGH',
  doc:
    'How a field is named. `V1`: a field of the top level, dots belong to the name. `V2`: dots lead into nested structs and maps; a name that ' +
    'contains dots is put in backticks, as in `` `foo.bar`.baz ``.',
} as const satisfies ConfigKey

const PURPOSE = 'nested field access'

/** The way to one field, after `org.apache.kafka.connect.transforms.field.SingleFieldPath`. Throws ConfigException for an open backtick. */
export class FieldPath {
  readonly #parents: readonly string[]
  readonly #last: string | undefined

  constructor(text: string, syntaxVersion: string) {
    const steps = syntaxVersion.toUpperCase() === 'V2' ? parseSteps(text) : [text]
    this.#parents = steps.slice(0, -1)
    this.#last = steps.at(-1)
  }

  /** The field that the path leads to, or null. Throws DataException when a step on the way is not a struct. */
  fieldOf(schema: Schema): Field | null {
    this.#requireSteps()
    let current = schema
    for (const step of this.#parents) {
      const field = current.field(step)
      if (field === null) return null
      current = field.schema
    }
    return current.field(this.#last!)
  }

  /** The value there, or null when the path ends early. Parents that are null count with their default. */
  valueOfStruct(struct: Struct, replacesNull: boolean): unknown {
    let current = struct
    for (const step of this.#parents) {
      const field = current.schema.field(step)
      if (field === null) return null
      const next = requireStructOrNull(current.get(field), PURPOSE)
      if (next === null) return null
      current = next
    }
    const field = current.schema.field(this.#last!)
    if (field === null) return null
    return replacesNull ? current.get(field) : current.values[field.index]
  }

  valueOfMap(map: JavaMap): unknown {
    this.#requireSteps()
    let current = map
    for (const step of this.#parents) {
      const next = requireMapOrNull(mapGet(current, step), PURPOSE)
      if (next === null) return null
      current = next
    }
    return mapGet(current, this.#last!)
  }

  /** An empty V2 path has no step; Java notices only when a record comes. */
  #requireSteps(): void {
    if (this.#last === undefined) throw illegalArgument('fromIndex(0) > toIndex(-1)')
  }
}

function parseSteps(path: string): string[] {
  const steps: string[] = []
  let at = 0
  while (at < path.length) {
    const [step, next] = path[at] === '`' ? quotedStep(path, at) : plainStep(path, at)
    steps.push(step)
    at = next
  }
  if (path.endsWith('.')) steps.push('')
  return steps
}

function plainStep(path: string, start: number): [string, number] {
  const dot = path.indexOf('.', start)
  return dot < 0 ? [path.slice(start), path.length] : [path.slice(start, dot), dot + 1]
}

/** A backtick closes only before a dot or at the end, and not after a backslash. */
function quotedStep(path: string, open: number): [string, number] {
  let step = ''
  let start = open + 1
  let at = start
  while (true) {
    at = path.indexOf('`', at)
    if (at < 0) throw incomplete(path, open)
    const isEscaped = path[at - 1] === '\\'
    if (at >= path.length - 1) {
      if (isEscaped) throw incomplete(path, open)
      return [step + path.slice(start, at), at + 1]
    }
    if (path[at + 1] !== '.') {
      at++
    } else if (isEscaped) {
      step += `${path.slice(start, at - 1)}\``
      start = ++at
    } else {
      return [step + path.slice(start, at), at + 2]
    }
  }
}

const incomplete = (path: string, open: number) =>
  new ConfigException(
    `Incomplete backtick pair in path: [${path}], consider adding a backslash before backtick at position ${open} to escape it`,
  )
