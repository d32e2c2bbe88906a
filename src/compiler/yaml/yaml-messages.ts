import type { ErrorCode, YAMLError } from 'yaml'
import type { Code } from '../../errors/index.ts'

interface Words {
  readonly code: Code
  readonly message: string
  readonly hint: string
}

const syntax = (message: string, hint: string): Words => ({ code: 'SLW1002', message, hint })

const words: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: {
    code: 'SLW1005',
    message: 'A tab is used for indentation; YAML allows spaces only.',
    hint: 'Indent with spaces.',
  },
  BAD_INDENT: syntax('The indentation does not fit the lines above.', 'Start keys of one mapping in the same column.'),
  BAD_ALIAS: syntax(
    'The alias names no anchor above it.',
    'Define `&name` before `*name`, or quote the text if it is no alias.',
  ),
  BAD_SCALAR_START: syntax('A plain value cannot start with this character.', 'Put the value in quotes.'),
  BLOCK_AS_IMPLICIT_KEY: syntax(
    'A mapping starts in the middle of a line.',
    'Put the value in quotes if it holds `: `, or start the mapping on its own line.',
  ),
  MULTILINE_IMPLICIT_KEY: syntax(
    'A key must stand on one line.',
    'Check for a missing `:` or quote on the line above.',
  ),
  BAD_DQ_ESCAPE: syntax(
    'This escape sequence is unknown.',
    'Use single quotes for text with backslashes, for example a regular expression.',
  ),
  KEY_OVER_1024_CHARS: syntax('The key is too long.', 'Check for a missing `:` or quote.'),
  MISSING_CHAR: syntax('Something is missing here.', 'Close the quote or bracket, or add the missing `:`.'),
}

/** What to tell the user for an error of the YAML parser. */
export function wordsFor(error: YAMLError, isOpenQuote: boolean): Words {
  if (isOpenQuote) return syntax('The quote that opens here is never closed.', 'Close the quote.')
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow'))
    return syntax('A `{` or `[` above is not closed.', 'Close the bracket.')
  const known = words[error.code]
  const original = error.message.replace(/ at line \d+, column \d+:[\s\S]*$/, '').trim()
  const sentence = original.endsWith('.') ? original : `${original}.`
  if (error.code === 'MISSING_CHAR' && known) return { ...known, message: sentence }
  return known ?? { code: 'SLW1002', message: sentence, hint: 'Fix the syntax at the marked place.' }
}
