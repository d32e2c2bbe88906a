import type { Range } from '../source-text.ts'

/**
 * Just enough of JavaScript's syntax to find the parts of a literal in the arguments of a builder call. It never fails: what it does not
 * understand it does not find.
 */
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** First offset at or after `at` that is neither white space nor comment. */
export function skipSpace(text: string, at: number): number {
  for (let i = at; ; ) {
    if (/\s/.test(text[i] ?? '')) i++
    else if (text.startsWith('//', i)) i = orEnd(text.indexOf('\n', i), text)
    else if (text.startsWith('/*', i)) i = orEnd(text.indexOf('*/', i), text, 2)
    else return i
  }
}

/** Offset behind the expression at `at`: of the `,`, `;` or closing bracket that ends it. */
export function skipExpression(text: string, at: number): number {
  let before = ''
  for (let i = skipSpace(text, at); i < text.length; i = skipSpace(text, i)) {
    const char = text[i]!
    if (',;)]}'.includes(char)) return i
    const start = i
    if (char in closers) i = skipBrackets(text, i)
    else if (char === '"' || char === "'") i = skipString(text, i)
    else if (char === '`') i = skipTemplate(text, i)
    else if (char === '/' && /^$|[(,=:[!&|?{;>+*%~^<-]/.test(before)) i = skipRegex(text, i)
    else i++
    before = text[i - 1] ?? text[start]!
  }
  return text.length
}

function skipBrackets(text: string, at: number): number {
  const closer = closers[text[at]!]!
  for (let i = at + 1; i < text.length; ) {
    i = skipExpression(text, i)
    if (text[i] === closer) return i + 1
    if (text[i] === undefined || ')]}'.includes(text[i]!)) return i
    i++
  }
  return text.length
}

export function skipString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === text[at]) return i + 1
    else if (text[i] === '\n') return i
  }
  return text.length
}

function skipTemplate(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '`') return i + 1
    else if (text.startsWith('${', i)) i = skipBrackets(text, i + 1) - 1
  }
  return text.length
}

function skipRegex(text: string, at: number): number {
  let isInClass = false
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '[') isInClass = true
    else if (char === ']') isInClass = false
    else if (char === '/' && !isInClass) return i + 1
    else if (char === '\n') return i
  }
  return text.length
}

/** The expression that starts at or behind `at`, without surrounding space. */
export function expressionAt(text: string, at: number): Range {
  const start = skipSpace(text, at)
  const end = skipExpression(text, start)
  return [start, start + text.slice(start, end).trimEnd().length]
}

/** Arguments of the call whose name starts at `at`; none when there is no call. */
export function argumentsOf(text: string, at: number): Range[] {
  const callee = /^[\w$.\s]+/.exec(text.slice(at))?.[0].length ?? 0
  let open = skipSpace(text, at + callee)
  if (text[open] === '<') open = skipSpace(text, orEnd(text.indexOf('>', open), text, 1))
  if (text[open] !== '(') return []
  const found: Range[] = []
  for (let i = open; text[i] === '(' || text[i] === ','; ) {
    const range = expressionAt(text, i + 1)
    if (range[1] > range[0]) found.push(range)
    i = skipSpace(text, range[1])
  }
  return found
}

const orEnd = (at: number, text: string, more = 0) => (at === -1 ? text.length : at + more)
