import type { Field, Schema, SchemaType } from '../../data/index.ts'
import { bug } from '../../errors/index.ts'

/** A schema that stands for one under construction, so that a record can contain itself. `target` is set before anyone reads it. */
export class CyclicSchema implements Schema {
  readonly isOptional: boolean
  readonly #target: { schema: Schema | null }
  readonly #parameters: ReadonlyMap<string, string> | null

  /** `parameters` replace those of the schema it stands for. */
  constructor(
    target: { schema: Schema | null },
    isOptional: boolean,
    parameters: ReadonlyMap<string, string> | null = null,
  ) {
    this.#target = target
    this.isOptional = isOptional
    this.#parameters = parameters
  }

  get #schema(): Schema {
    if (this.#target.schema === null) throw bug('a recursive schema was read before it was complete')
    return this.#target.schema
  }

  get type(): SchemaType {
    return 'struct'
  }

  get defaultValue(): unknown {
    return this.#schema.defaultValue
  }

  get name(): string | null {
    return this.#schema.name
  }

  get version(): number | null {
    return this.#schema.version
  }

  get doc(): string | null {
    return this.#schema.doc
  }

  get parameters(): ReadonlyMap<string, string> | null {
    return this.#parameters ?? this.#schema.parameters
  }

  get fields(): readonly Field[] {
    return this.#schema.fields
  }

  get keySchema(): Schema | null {
    return this.#schema.keySchema
  }

  get valueSchema(): Schema | null {
    return this.#schema.valueSchema
  }

  field(name: string): Field | null {
    return this.#schema.field(name)
  }

  toString(): string {
    return `Schema{${this.name}:STRUCT}`
  }
}
