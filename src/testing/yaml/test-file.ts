import { readFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { PipelineError, type Position } from '../../errors/index.ts'
import type { GivenSchema } from '../memory-registry.ts'
import { shortSchema, toShortSchema } from '../short-schema.ts'
import type { TestRecord } from '../test-record.ts'

/** A record as a test expects it: only what is written is compared, `value`, `key` and `headers` as a whole. */
export interface ExpectedRecord {
  readonly topic?: string
  readonly partition?: number | null
  readonly timestamp?: number | null
  readonly key?: unknown
  readonly value?: unknown
  readonly keySchema?: unknown
  readonly valueSchema?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
}

export interface ExpectedFailure {
  readonly record?: number
  readonly stage?: string
  readonly transform?: string | null
  readonly error?: string
  readonly message?: string
  readonly cause?: string | null
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
  /** In the registry from the start, by subject. */
  readonly schemas: Readonly<Record<string, GivenSchema>>
  readonly tests: readonly YamlTest[]
}

const fileKeys = ['pipeline', 'name', 'schemas', 'tests']
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
    schemas: await readSchemas(top['schemas'], folder, at(root as Node)),
    tests: await Promise.all(parsed),
  }
}

const schemaTypes: Readonly<Record<string, GivenSchema['schemaType']>> = {
  '.avsc': 'AVRO',
  '.proto': 'PROTOBUF',
  '.json': 'JSON',
}

/** `subject: file`, or `subject: { schemaType, schema }`. */
async function readSchemas(given: unknown, folder: string, at: Position): Promise<Record<string, GivenSchema>> {
  const schemas: Record<string, GivenSchema> = {}
  for (const [subject, entry] of Object.entries((given ?? {}) as Record<string, unknown>)) {
    if (typeof entry !== 'string') {
      schemas[subject] = entry as GivenSchema
      continue
    }
    const schemaType = schemaTypes[extname(entry)]
    if (schemaType === undefined)
      throw new PipelineError('SLW2004', `The schema file "${entry}" is neither .avsc, .proto nor .json.`, { at })
    schemas[subject] = { schemaType, schema: await readNear(resolve(folder, entry), 'schema', at) }
  }
  return schemas
}

async function readNear(path: string, what: string, at: Position): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PipelineError('SLW1001', `The ${what} ${path} cannot be read: ${reason}`, { at, cause: error })
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
    given: given.map((record, i) => readRecord(record, i, at)),
    expect: Array.isArray(test['expect']) ? test['expect'].map((record, i) => expectedRecord(record, i, at)) : null,
    ...(typeof test['connector'] === 'string' ? { connector: test['connector'] } : {}),
    ...(Array.isArray(test['dropped']) ? { dropped: test['dropped'] as number[] } : {}),
    ...(Array.isArray(test['failures']) ? { failures: test['failures'] as ExpectedFailure[] } : {}),
  }
}

/** One JSON record a line, as `pipeline test record` writes them. */
async function readFixture(file: string, at: Position): Promise<TestRecord[]> {
  const lines = (await readNear(file, 'fixture', at)).split('\n')
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line) as TestRecord]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new PipelineError('SLW1001', `Line ${i + 1} of the fixture ${file} is no JSON: ${reason}`, {
        at,
        cause: error,
      })
    }
  })
}

const recordKeys = ['topic', 'partition', 'timestamp', 'key', 'keySchema', 'value', 'valueSchema', 'schema', 'headers']

/** `schema` stands for `valueSchema`. */
function checkedRecord(entry: unknown, list: string, i: number, at: Position): Record<string, unknown> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new PipelineError('SLW2002', `\`${list}[${i}]\` is a record: a map with \`value\`, \`key\`, \`topic\` ...`, {
      at,
    })
  onlyKeys(entry as Record<string, unknown>, recordKeys, at)
  const { schema, ...record } = entry as Record<string, unknown>
  return schema === undefined ? record : { ...record, valueSchema: schema }
}

const readRecord = (entry: unknown, i: number, at: Position) => checkedRecord(entry, 'given', i, at) as TestRecord

/** Schemas in the form in which results have them. */
function expectedRecord(entry: unknown, i: number, at: Position): ExpectedRecord {
  const record = checkedRecord(entry, 'expect', i, at)
  const schemas = ['keySchema', 'valueSchema'].filter((key) => record[key] !== undefined && record[key] !== null)
  return { ...record, ...Object.fromEntries(schemas.map((key) => [key, toShortSchema(shortSchema(record[key], key))])) }
}

function onlyKeys(map: Readonly<Record<string, unknown>>, known: readonly string[], at: Position): void {
  const unknown = Object.keys(map).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new PipelineError('SLW2001', `Unknown key "${unknown}".`, { at, hint: `Known keys: ${known.join(', ')}.` })
}
