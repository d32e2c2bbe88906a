/** A text that some schema refers to, under the name it is referred to by. */
export interface ResolvedReference {
  readonly name: string
  readonly schema: string
}

/** A schema that was understood. */
export interface ParsedSchema {
  /** The text that is stored and compared. */
  readonly canonical: string
  /** Canonical form that also hides differences that do not matter (`normalize=true`). */
  readonly normalized: string
  /**
   * Why data written with `older` cannot be read with this schema; empty = it can. Each in Confluent's form
   * `{errorType:'...', description:'...', additionalInfo:'...'}`.
   */
  backwardProblems(older: ParsedSchema): readonly string[]
  /** The text in another format (`format=serialized` and the like); undefined = the canonical one. */
  formatted?(format: string): string | undefined
}

/** One schema language of the registry. */
export interface SchemaKind {
  /** Throws Error with the reason when the text is not a schema. `references` are in an order in which each needs only those before it. */
  parse(text: string, references: readonly ResolvedReference[]): ParsedSchema
}

export const problemText = (type: string, description: string, info: string): string =>
  `{errorType:'${type}', description:'${description}', additionalInfo:'${info}'}`
