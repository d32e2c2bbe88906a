import { type Code, codes, type Diagnostic, type Position, type Severity } from '../errors/index.ts'
import type { FileModel, Part } from './file-model.ts'

export interface Finding {
  readonly code: Code
  readonly message: string
  readonly pointer: string
  /** Default `value`. */
  readonly part?: Part
  readonly severity?: Severity
  readonly hint?: string
  readonly suggestion?: string | undefined
  readonly related?: readonly { readonly message: string; readonly pointer: string; readonly part?: Part }[]
}

/** Collects what is wrong with one pipeline; pointers become positions here. */
export class Report {
  readonly diagnostics: Diagnostic[] = []
  readonly #model: FileModel

  constructor(model: FileModel) {
    this.#model = model
  }

  add(finding: Finding): void {
    const { code, message, pointer, part = 'value', severity = 'error', hint = codes[code].hint, suggestion } = finding
    this.diagnostics.push({
      severity,
      code,
      message: message.split('\n')[0]!,
      hint,
      at: this.locate(pointer, part),
      ...(suggestion !== undefined && { suggestion }),
      ...(finding.related && {
        related: finding.related.map((place) => ({
          message: place.message,
          at: this.locate(place.pointer, place.part ?? 'value'),
        })),
      }),
    })
  }

  /** The words for YAML or for TypeScript. */
  say(words: { readonly yaml: string; readonly typescript: string }): string {
    return words[this.#model.language]
  }

  locate(pointer: string, part: Part): Position {
    return this.#model.locate(pointer, part)
  }

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error')
  }
}
