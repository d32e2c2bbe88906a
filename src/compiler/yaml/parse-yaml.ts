import { type Document, parseAllDocuments, visit, type YAMLError } from 'yaml'
import type { Diagnostic } from '../../errors/index.ts'
import type { FileModel, ParsedFile, Part } from '../file-model.ts'
import { parentOf } from '../pointer.ts'
import type { Range, SourceText } from '../source-text.ts'
import { wordsFor } from './yaml-messages.ts'
import { type YamlTree, yamlTree } from './yaml-tree.ts'

/** What follows the first syntax errors is mostly a consequence of them. */
const syntaxErrorsMax = 20

/** Reads a YAML file: one pipeline for each document (`---`) in it. Never throws for what the text holds. */
export function parseYaml(source: SourceText): ParsedFile {
  const diagnostics: Diagnostic[] = []
  const models: FileModel[] = []
  for (const document of parseDocuments(source, diagnostics)) {
    for (const error of document.errors.slice(0, syntaxErrorsMax))
      diagnostics.push(syntaxError(source, error, document))
    if (document.contents === null) continue
    const before = diagnostics.length
    const tree = yamlTree(document, source, (diagnostic) => diagnostics.push(diagnostic))
    const isBroken = document.errors.length > 0 || diagnostics.slice(before).some(({ code }) => code !== 'SLW1006')
    if (!isBroken) models.push(modelOf(tree, source))
  }
  if (models.length === 0 && diagnostics.length === 0) diagnostics.push(emptyFile(source))
  return { models, diagnostics, bundle: null, imports: [] }
}

function parseDocuments(source: SourceText, diagnostics: Diagnostic[]): Document.Parsed[] {
  try {
    const parsed = parseAllDocuments(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
    return [...parsed] as Document.Parsed[]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    diagnostics.push({
      severity: 'error',
      code: 'SLW1002',
      message: 'The file is nested too deeply.',
      hint: 'A pipeline file is a few levels deep; check for stray brackets.',
      at: source.position([0, 0]),
    })
    return []
  }
}

function syntaxError(source: SourceText, error: YAMLError, document: Document.Parsed): Diagnostic {
  const quote = openQuote(document, error)
  const { code, message, hint } = wordsFor(error, quote !== undefined)
  const [start, end] = quote ?? error.pos
  const lineEnd = source.text.indexOf('\n', start)
  return {
    severity: 'error',
    code,
    message,
    hint,
    at: source.position([start, Math.min(end, lineEnd === -1 ? source.text.length : Math.max(lineEnd, start))]),
  }
}

/** A quote that is never closed is marked where it opens: the parser notices at the end only. */
function openQuote(document: Document.Parsed, error: YAMLError): Range | undefined {
  if (error.code !== 'MISSING_CHAR' || !error.message.includes('quote')) return undefined
  let found: Range | undefined
  visit(document, {
    Scalar(_, node) {
      if (node.type?.startsWith('QUOTE_') && node.range && node.range[1] >= error.pos[0])
        found = [node.range[0], node.range[0] + 1]
    },
  })
  return found
}

const emptyFile = (source: SourceText): Diagnostic => ({
  severity: 'error',
  code: 'SLW1003',
  message: 'The file holds no pipeline: it is empty or has comments only.',
  at: source.position([0, 0]),
})

function modelOf({ tree, ranges, numbers }: YamlTree, source: SourceText): FileModel {
  return {
    tree,
    language: 'yaml',
    exportPointer: null,
    textOf: (pointer) => numbers.get(pointer),
    locate(pointer: string, part: Part) {
      for (let at = pointer; ; at = parentOf(at)) {
        const known = ranges.get(at)
        const range = at === pointer ? (known?.[part] ?? known?.value ?? known?.key) : (known?.key ?? known?.value)
        if (range) return source.position(firstLine(range, source.text), pointer)
        if (at === '') return source.position([0, 0], pointer)
      }
    },
  }
}

/** A block value spans many lines: mark its first line only. */
function firstLine([start, end]: readonly [number, number], text: string): [number, number] {
  const lineEnd = text.indexOf('\n', start)
  return [start, lineEnd === -1 ? end : Math.min(end, text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd)]
}
