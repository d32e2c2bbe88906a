import { LETTER_OR_DIGIT, LINE_TERMINATOR, property, UNICODE_WORD } from './char-tests.ts'

type Test = (input: string, at: number) => boolean

const NEWLINE = 10
const RETURN = 13
const nonSpacingMark = property('\\p{Mn}')

const isTerminatorAt = (input: string, at: number) => LINE_TERMINATOR(input.charCodeAt(at))

export const atStart: Test = (_input, at) => at === 0
export const atEnd: Test = (input, at) => at === input.length

/** `^` under `(?m)`: never at the end of the input, and not inside `\r\n`. */
export const atLineStart: Test = (input, at) =>
  at < input.length &&
  (at === 0 ||
    (isTerminatorAt(input, at - 1) && !(input.charCodeAt(at - 1) === RETURN && input.charCodeAt(at) === NEWLINE)))
export const atUnixLineStart: Test = (input, at) =>
  at < input.length && (at === 0 || input.charCodeAt(at - 1) === NEWLINE)

const isInsideReturnNewline = (input: string, at: number) =>
  at > 0 && input.charCodeAt(at) === NEWLINE && input.charCodeAt(at - 1) === RETURN

/** `$` under `(?m)`. */
export const atLineEnd: Test = (input, at) =>
  at === input.length || (isTerminatorAt(input, at) && !isInsideReturnNewline(input, at))
export const atUnixLineEnd: Test = (input, at) => at === input.length || input.charCodeAt(at) === NEWLINE

/** `$` and `\Z`: at the end, or before the last line terminator. */
export const atFinalLineEnd: Test = (input, at) => {
  const left = input.length - at
  if (left === 0) return true
  if (left === 2) return input.charCodeAt(at) === RETURN && input.charCodeAt(at + 1) === NEWLINE
  return left === 1 && isTerminatorAt(input, at) && !isInsideReturnNewline(input, at)
}
export const atUnixFinalLineEnd: Test = (input, at) =>
  at === input.length || (at === input.length - 1 && input.charCodeAt(at) === NEWLINE)

function codePointBefore(input: string, at: number): number {
  const unit = input.charCodeAt(at - 1)
  return unit >= 0xdc00 && unit <= 0xdfff && at > 1 ? input.codePointAt(at - 2)! : unit
}

/** A mark counts as part of a word when a letter or digit stands before it. */
function hasBase(input: string, at: number): boolean {
  for (let i = at; i >= 0; i--) {
    const c = input.charCodeAt(i)
    if (LETTER_OR_DIGIT(c)) return true
    if (!nonSpacingMark(c)) return false
  }
  return false
}

/** `\b`: up to JDK 18 it looks at letters and digits of all scripts, although `\w` does not. */
export const wordBoundary =
  (isUnicode: boolean): Test =>
  (input, at) => {
    const isWord = (c: number) => (isUnicode ? UNICODE_WORD(c) : c === 95 || LETTER_OR_DIGIT(c))
    const belongs = (c: number, index: number) => isWord(c) || (nonSpacingMark(c) && hasBase(input, index - 1))
    const left = at > 0 && belongs(codePointBefore(input, at), at - 1)
    const right = at < input.length && belongs(input.codePointAt(at)!, at)
    return left !== right
  }
