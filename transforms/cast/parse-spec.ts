import { schemaTypes } from '../../src/data/index.ts'
import { ConfigException, JavaException } from '../../src/errors/index.ts'
import { javaSplit, javaTrim } from '../../src/java/index.ts'
import { type CastTarget, castTargets } from './cast-value.ts'

/** What to cast: the whole value, or fields. */
export interface CastSpec {
  readonly whole: CastTarget | null
  readonly fields: ReadonlyMap<string, CastTarget>
}

/** Reads `field:type` pairs or one bare type. Throws ConfigException with the texts of `Cast.parseFieldTypes`. */
export function parseSpec(mappings: readonly string[]): CastSpec {
  const fields = new Map<string, CastTarget>()
  let whole: CastTarget | null = null
  for (const mapping of mappings) {
    const parts = javaSplit(mapping, ':')
    if (parts.length === 0)
      throw new JavaException('java.lang.ArrayIndexOutOfBoundsException', 'Index 1 out of bounds for length 0')
    if (parts.length > 2)
      throw new ConfigException(
        `Invalid value [${mappings.join(', ')}] for configuration renames: Invalid rename mapping: ${mapping}`,
      )
    if (parts.length === 1) whole = targetOf(parts[0]!)
    else fields.set(javaTrim(parts[0] ?? ''), targetOf(parts[1] ?? ''))
  }
  if (whole !== null && mappings.length > 1)
    throw new ConfigException(
      'Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec',
    )
  return { whole, fields }
}

function targetOf(text: string): CastTarget {
  const shown = javaTrim(text)
  const type = shown.toLowerCase()
  if (castTargets.includes(type as CastTarget)) return type as CastTarget
  if ((schemaTypes as readonly string[]).includes(type))
    throw new ConfigException(
      `Cast transformation does not support casting to ${type.toUpperCase()}; supported types are [${castTargets.join(', ').toUpperCase()}]`,
    )
  // The two arguments of Java's exception are swapped there; the text is kept because people search for it.
  throw new ConfigException(
    `Invalid value java.lang.IllegalArgumentException: No enum constant org.apache.kafka.connect.data.Schema.Type.${shown.toUpperCase()} for configuration Invalid type found in casting spec: ${shown}`,
  )
}

/** The check of the key `spec`. */
export function checkSpec(_name: string, value: unknown): void {
  const mappings = value as readonly string[] | null
  if (mappings === null || mappings.length === 0) throw new ConfigException('Must specify at least one field to cast.')
  parseSpec(mappings)
}
