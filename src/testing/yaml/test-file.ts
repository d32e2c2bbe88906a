import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { PipelineError, type Position } from '../../errors/index.ts'
import type { TestRecord } from '../test-record.ts'

/** A record as a test expects it: only what is written is compared, `value`, `key` and `headers` as a whole. */
export interface ExpectedRecord {
  readonly topic?: string
  readonly partition?: number | null
  readonly timestamp?: number | null
  readonly key?: unknown
  readonly value?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
}

export interface ExpectedFailure {
  readonly record?: number
  readonly stage?: string
  readonly transform?: string | null
  readonly error?: string
  readonly message?: string
  readonly deadLetterTopic?: string | null
}

/** One entry under `tests`. */
export interface YamlTest {
  readonly name: string
  readonly at: Position
  readonly connector?: string
  readonly given: readonly TestRecord[]
  /** null: compare with the stored snapshot. */
  readonly expect: readonly ExpectedRecord[] | null
  readonly dropped?: readonly number[]
  readonly failures?: readonly ExpectedFailure[]
}

export interface YamlTestFile {
  readonly file: string
  /** Path of the pipeline file. */
  readonly pipeline: string
  /** Name of the pipeline, when its file has several. */
  readonly name?: string
  readonly tests: readonly YamlTest[]
}

const fileKeys = ['pipeline', 'name', 'tests']
const testKeys = ['name', 'connector', 'given', 'fixture', 'expect', 'snapshot', 'dropped', 'failures']

/** Reads `*.test.yaml`. Throws SLW2001, SLW2002 or SLW1002 with the place of the first mistake. */
export async function readTestFile(file: string): Promise<YamlTestFile> {
  const text = await readFile(file, 'utf8')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (node: Node | null | undefined): Position => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const [syntax] = document.errors
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0])
    throw new PipelineError('SLW1002', syntax.message, { at: { file, line, column: col } })
  }
  const root = document.contents
  if (!isMap(root))
    throw new PipelineError('SLW2002', 'A test file is a map with `pipeline` and `tests`.', {
      at: at(root as Node | null),
    })
  const top = root.toJS(document) as Record<string, unknown>
  onlyKeys(top, fileKeys, at(root as Node))
  const tests = root.get('tests', true)
  if (typeof top['pipeline'] !== 'string' || !isSeq(tests)) {
    throw new PipelineError('SLW2003', 'A test file needs `pipeline: FILE` and a list `tests`.', {
      at: at(root as Node),
    })
  }
  const folder = dirname(file)
  const parsed = tests.items.map((node) =>
    readTest((node as { toJS(d: unknown): unknown }).toJS(document), at(node as Node), folder),
  )
  return {
    file,
    pipeline: resolve(folder, top['pipeline']),
    ...(typeof top['name'] === 'string' ? { name: top['name'] } : {}),
    tests: await Promise.all(parsed),
  }
}

async function readTest(entry: unknown, at: Position, folder: string): Promise<YamlTest> {
  if (typeof entry !== 'object' || entry === null)
    throw new PipelineError('SLW2002', 'A test is a map with `name`, `given` and `expect`.', { at })
  const test = entry as Record<string, unknown>
  onlyKeys(test, testKeys, at)
  if (typeof test['name'] !== 'string') throw new PipelineError('SLW2003', 'A test needs a `name`.', { at })
  const hasExpectation = Array.isArray(test['expect']) || test['snapshot'] === true
  if (!hasExpectation)
    throw new PipelineError('SLW2003', `Test "${test['name']}" needs \`expect: [...]\` or \`snapshot: true\`.`, { at })
  const given =
    typeof test['fixture'] === 'string' ? await readFixture(resolve(folder, test['fixture']), at) : test['given']
  if (!Array.isArray(given))
    throw new PipelineError('SLW2003', `Test "${test['name']}" needs \`given: [...]\` or \`fixture: FILE\`.`, { at })
  return {
    name: test['name'],
    at,
    given: given as TestRecord[],
    expect: Array.isArray(test['expect']) ? (test['expect'] as ExpectedRecord[]) : null,
    ...(typeof test['connector'] === 'string' ? { connector: test['connector'] } : {}),
    ...(Array.isArray(test['dropped']) ? { dropped: test['dropped'] as number[] } : {}),
    ...(Array.isArray(test['failures']) ? { failures: test['failures'] as ExpectedFailure[] } : {}),
  }
}

/** One JSON record a line, as `pipeline test record` writes them. */
async function readFixture(file: string, at: Position): Promise<TestRecord[]> {
  try {
    const text = await readFile(file, 'utf8')
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as TestRecord)
  } catch (error) {
    throw new PipelineError(
      'SLW1001',
      `The fixture ${file} cannot be read: ${error instanceof Error ? error.message : error}`,
      { at, cause: error },
    )
  }
}

function onlyKeys(map: Readonly<Record<string, unknown>>, known: readonly string[], at: Position): void {
  const unknown = Object.keys(map).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new PipelineError('SLW2001', `Unknown key "${unknown}".`, { at, hint: `Known keys: ${known.join(', ')}.` })
}
