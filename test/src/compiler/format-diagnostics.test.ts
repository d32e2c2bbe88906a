import { expect, test } from 'vitest'
import { formatDiagnostics } from '../../../src/compiler/index.ts'
import type { Diagnostic } from '../../../src/errors/index.ts'

const text = `name: lines\n\tsource: x # ${'long '.repeat(60)}\npassword: "hunter2", token=hunter2, url: http://me:hunter2@host\nsecret: \${env:SECRET}\n`
const readText = async (file: string) => (file === 'a.yaml' ? text : null)

const at = (line: number, column: number, endColumn = column + 1) => ({
  file: 'a.yaml',
  line,
  column,
  endLine: line,
  endColumn,
})
const diagnostic = (overrides: Partial<Diagnostic>): Diagnostic => ({
  severity: 'error',
  code: 'SLW2001',
  message: 'Something is wrong.',
  at: at(1, 7, 12),
  hint: 'Do it right.',
  ...overrides,
})

test('colours only what is asked for', async () => {
  const plain = await formatDiagnostics([diagnostic({ suggestion: 'rivers' })], { color: false, readText })
  expect(plain).toBe(`error SLW2001: Something is wrong.
  --> a.yaml:1:7
 1 | name: lines
   |       ^^^^^ did you mean "rivers"?
  help: Do it right.

1 error in 1 file`)
  const coloured = await formatDiagnostics([diagnostic({ suggestion: 'rivers' })], { color: true, readText })
  expect(coloured).toContain('\u001b[31m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
})

test('cuts long lines around the place and keeps carets under it, tabs included', async () => {
  const output = await formatDiagnostics([diagnostic({ at: at(2, 152, 156) })], { color: false, width: 60, readText })
  const [, , , line, carets] = output.split('\n')
  expect(line!.length).toBeLessThanOrEqual(60)
  expect(line!.slice(carets!.indexOf('^'), carets!.lastIndexOf('^') + 1)).toBe(text.split('\n')[1]!.slice(151, 155))
  for (const each of output.split('\n')) expect(each).not.toContain('\t')
})

test('never shows secrets of the file; references stay', async () => {
  const output = await formatDiagnostics([diagnostic({ at: at(4, 1) })], { color: false, readText })
  expect(output).not.toContain('hunter2')
  expect(output).toContain('password: [hidden], token=[hidden], url: http://me:[hidden]@host')
  expect(output).toContain('secret: ${env:SECRET}')
})

test('without the file there is the place alone', async () => {
  const other = { file: 'gone.yaml', line: 3, column: 1 }
  const output = await formatDiagnostics(
    [
      diagnostic({ at: other, suggestion: 'x', related: [{ message: 'also here', at: other }] }),
      { severity: 'warning', code: 'SLW1001', message: 'Gone.' },
    ],
    { color: false, readText },
  )
  expect(output).toBe(`error SLW2001: Something is wrong.
  --> gone.yaml:3:1  did you mean "x"?
  --> gone.yaml:3:1  also here
  help: Do it right.

warning SLW1001: Gone.

1 error and 1 warning in 1 file`)
})

test('github annotations escape what the format needs', async () => {
  const output = await formatDiagnostics([diagnostic({ message: 'a: 100%\nb', suggestion: 'x,y' })], {
    format: 'github',
  })
  expect(output).toBe(
    '::error file=a.yaml,line=1,col=7,endColumn=12,title=SLW2001::a: 100%25%0Ab Did you mean "x,y"? Do it right.',
  )
})

test('json gives the diagnostics, nothing gives nothing', async () => {
  const list = [diagnostic({})]
  expect(JSON.parse(await formatDiagnostics(list, { format: 'json' }))).toEqual(list)
  expect(await formatDiagnostics([], { format: 'json' })).toBe('[]')
  expect(await formatDiagnostics([], {})).toBe('')
})
