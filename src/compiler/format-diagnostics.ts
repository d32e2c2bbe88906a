import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { styleText } from 'node:util'
import type { Diagnostic, Position } from '../errors/index.ts'
import { codeFrame, type Paint } from './code-frame.ts'
import { fileBytesMax } from './read-source.ts'

export interface FormatOptions {
  /** `text` for people (default), `github` for annotations of GitHub Actions, `json` for programs: one array. */
  readonly format?: 'text' | 'json' | 'github'
  /** Default: whether stdout is a terminal with colours, as NO_COLOR and FORCE_COLOR allow. */
  readonly color?: boolean
  /** Columns; default: the terminal's, else 120. */
  readonly width?: number
  /** Text of a file for the frames; null when there is none. Default: from disk, relative to the process's directory. */
  readonly readText?: (file: string) => Promise<string | null>
}

/** Renders diagnostics in their order. Gives the empty string when there are none (`[]` for JSON). Values of secrets are masked. */
export async function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: FormatOptions = {},
): Promise<string> {
  const {
    format = 'text',
    color = wantsColor(),
    width = process.stdout.columns ?? 120,
    readText = readFromDisk,
  } = options
  if (format === 'json') return JSON.stringify(diagnostics, null, 2)
  if (diagnostics.length === 0) return ''
  if (format === 'github') return diagnostics.map(annotation).join('\n')
  const texts = await readTexts(diagnostics, readText)
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, { texts, width, color }))
  return [...blocks, summary(diagnostics, color)].join('\n\n')
}

interface RenderContext {
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly width: number
  readonly color: boolean
}

type Style = Parameters<typeof styleText>[0]

const painter = (color: boolean) => (style: Style, text: string) =>
  color ? styleText(style, text, { validateStream: false }) : text

function block(diagnostic: Diagnostic, context: RenderContext): string {
  const paint = painter(context.color)
  const { severity, code, message, at, hint, suggestion, related = [] } = diagnostic
  const tone = severity === 'error' ? 'red' : 'yellow'
  const label = suggestion === undefined ? undefined : `did you mean "${suggestion}"?`
  const lines = [`${paint(['bold', tone], `${severity} ${code}`)}${paint('bold', `: ${message}`)}`]
  if (at) {
    const colors = {
      gutter: (text: string) => paint('blue', text),
      mark: (text: string) => paint(['bold', tone], text),
    }
    lines.push(...place(at, label, 2, colors, context))
  } else if (label) lines.push(`  ${label}`)
  for (const other of related) {
    const colors = { gutter: (text: string) => paint('blue', text), mark: (text: string) => paint('cyan', text) }
    lines.push(...place(other.at, other.message, 0, colors, context))
  }
  if (hint) lines.push(`  ${paint('cyan', 'help:')} ${hint}`)
  return lines.join('\n')
}

function place(
  at: Position,
  label: string | undefined,
  before: number,
  paint: Paint,
  context: RenderContext,
): string[] {
  const head = `${paint.gutter('  -->')} ${at.file}:${at.line}:${at.column}`
  const lines = context.texts.get(at.file)
  if (!lines || lines.length < at.line) return [label ? `${head}  ${label}` : head]
  return [head, ...codeFrame({ lines, at, before, width: context.width, paint, ...(label !== undefined && { label }) })]
}

function summary(diagnostics: readonly Diagnostic[], color: boolean): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  const warnings = diagnostics.length - errors
  const files = new Set(diagnostics.flatMap((diagnostic) => diagnostic.at?.file ?? [])).size
  const parts = [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning')]
    .filter(Boolean)
    .join(' and ')
  return painter(color)('bold', files > 0 ? `${parts} in ${count(files, 'file')}` : parts)
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`

/** A workflow command of GitHub Actions. */
function annotation({ severity, code, message, hint, suggestion, at }: Diagnostic): string {
  const properties = [
    ...(at ? [`file=${property(at.file)}`, `line=${at.line}`, `col=${at.column}`] : []),
    ...(at?.endLine === at?.line && at?.endColumn !== undefined ? [`endColumn=${at.endColumn}`] : []),
    `title=${property(code)}`,
  ]
  const text = [message, suggestion === undefined ? '' : `Did you mean "${suggestion}"?`, hint ?? '']
    .filter(Boolean)
    .join(' ')
  return `::${severity} ${properties.join(',')}::${data(text)}`
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

async function readTexts(diagnostics: readonly Diagnostic[], read: (file: string) => Promise<string | null>) {
  const positions = diagnostics.flatMap(({ at, related = [] }) => [
    ...(at ? [at] : []),
    ...related.map((other) => other.at),
  ])
  const texts = new Map<string, readonly string[]>()
  for (const file of new Set(positions.map((position) => position.file))) {
    const text = await read(file)
    if (text !== null && !text.includes('\0')) texts.set(file, text.split(/\r?\n/))
  }
  return texts
}

async function readFromDisk(file: string): Promise<string | null> {
  const bytes = await readFile(resolve(file)).catch(() => null)
  return bytes && bytes.length <= fileBytesMax ? bytes.toString('utf8').replace(/^\ufeff/, '') : null
}

function wantsColor(): boolean {
  const forced = process.env['FORCE_COLOR']
  if (process.env['NO_COLOR']) return false
  if (forced !== undefined) return forced !== '0'
  return process.stdout.isTTY === true && process.stdout.hasColors()
}
