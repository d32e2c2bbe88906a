import type { Diagnostic, Position } from '../errors/index.ts'
import type { CompiledBundle } from '../spec/index.ts'

/** The key or the value of a pair. */
export type Part = 'key' | 'value'

/** One pipeline as a file states it, not checked yet, with the place of each of its parts. Both front ends give this. */
export interface FileModel {
  /** Plain data in the shape of `PipelineFile`; inline functions are `true`. */
  readonly tree: unknown
  /** What the user writes, so that hints speak of it. */
  readonly language: 'yaml' | 'typescript'
  /** Where the part behind a JSON pointer stands; the nearest enclosing part when it has no place of its own. */
  locate(pointer: string, part: Part): Position
  /** A number as it is written (`012`, `9007199254740993`); undefined when the tree's value says it all. */
  textOf(pointer: string): string | undefined
  /** Pointer of this pipeline in its module's default export, empty when it is the only one; null for YAML. */
  readonly exportPointer: string | null
}

/** What one file holds. */
export interface ParsedFile {
  readonly models: readonly FileModel[]
  readonly diagnostics: readonly Diagnostic[]
  /** The module, for TypeScript files. */
  readonly bundle: CompiledBundle | null
  /** Files besides the file itself that it was made from: what a module imports, packages left out. Absolute paths. */
  readonly imports: readonly string[]
}
