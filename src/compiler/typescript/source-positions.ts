import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join } from 'node:path'
import { BUNDLE_SCHEME, type CallSite } from '../../dsl/index.ts'
import type { Position } from '../../errors/index.ts'
import type { InputFile } from '../expand-paths.ts'
import { SourceText } from '../source-text.ts'
import { type BuiltModule, shownFile } from './build-bundle.ts'

/** Maps places in a bundle's code to the user's files. */
export class SourcePositions {
  readonly #map: SourceMap
  readonly #module: BuiltModule
  readonly #file: InputFile
  readonly #texts = new Map<string, SourceText>()

  constructor(module: BuiltModule, file: InputFile) {
    this.#map = new SourceMap(JSON.parse(module.sourceMap) as SourceMapPayload)
    this.#module = module
    this.#file = file
  }

  /** The user's position of a place in the bundle, with the text of its file. */
  at(site: CallSite): { readonly position: Position; readonly source: SourceText } | undefined {
    const entry = this.#map.findEntry(site.line - 1, site.column - 1)
    if (!('originalSource' in entry)) return undefined
    const path = join(this.#module.root, entry.originalSource)
    const source = this.#text(path)
    return { position: { file: source.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }, source }
  }

  /** The innermost frame of a stack that lies in the user's files. */
  ofStack(stack: string): Position | undefined {
    for (const frame of stack.split('\n')) {
      const at = frame.includes(BUNDLE_SCHEME) ? /:(\d+):(\d+)\)?$/.exec(frame) : null
      const mapped = at && this.at({ line: Number(at[1]), column: Number(at[2]) })
      if (mapped) return mapped.position
    }
    return undefined
  }

  #text(path: string): SourceText {
    const known = this.#texts.get(path)
    if (known) return known
    const text = new SourceText(shownFile(path, this.#file), readText(path))
    this.#texts.set(path, text)
    return text
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
