import type { Position } from '../errors/index.ts'
import { maskSecrets } from './mask-secrets.ts'

export interface Paint {
  readonly gutter: (text: string) => string
  readonly mark: (text: string) => string
}

export interface FrameOptions {
  /** Lines of the file. */
  readonly lines: readonly string[]
  readonly at: Position
  /** Stands behind the carets. */
  readonly label?: string
  /** Lines shown before the marked one. */
  readonly before: number
  /** Columns of the terminal. */
  readonly width: number
  readonly paint: Paint
}

/** The lines around a place, numbered, with carets below it. Long lines are cut around the place; secrets are masked. */
export function codeFrame({ lines, at, label, before, width, paint }: FrameOptions): string[] {
  const first = Math.max(1, at.line - before)
  const digits = String(at.line).length
  const room = Math.max(20, width - digits - 4)
  const gutter = (text: string) => paint.gutter(` ${text.padStart(digits)} |`)
  const cut = window(at, room)
  const shown = (line: number) => {
    const text = printable(maskSecrets(lines[line - 1] ?? ''))
    return text === '' ? gutter(String(line)) : `${gutter(String(line))} ${slice(text, cut, room)}`
  }
  const frame: string[] = []
  for (let line = first; line <= at.line; line++) frame.push(shown(line))
  const marked = printable(maskSecrets(lines[at.line - 1] ?? ''))
  const start = Math.min(at.column - 1, marked.length)
  const end = at.endLine === at.line && at.endColumn !== undefined ? at.endColumn - 1 : start + 1
  const length = Math.max(1, Math.min(end, marked.length) - start, 1)
  const carets = '^'.repeat(Math.min(length, Math.max(1, room - (start - cut))))
  frame.push(`${gutter('')} ${' '.repeat(start - cut)}${paint.mark(label ? `${carets} ${label}` : carets)}`)
  return frame
}

/** First column shown, so that the place is in sight. */
function window(at: Position, room: number): number {
  const end = at.endLine === at.line && at.endColumn !== undefined ? at.endColumn : at.column + 1
  if (end <= room) return 0
  return Math.max(0, Math.min(at.column - 1 - Math.floor(room / 3), at.column - 1))
}

function slice(text: string, from: number, room: number): string {
  const start = from > 0 ? `…${text.slice(from + 1)}` : text
  return start.length > room ? `${start.slice(0, room - 1)}…` : start
}

/** One column for each character: tabs and control characters would move the carets or the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const printable = (text: string) => text.replaceAll('\t', ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
