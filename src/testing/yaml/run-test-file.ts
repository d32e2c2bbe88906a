import { isDeepStrictEqual } from 'node:util'
import { isDataException, type Position } from '../../errors/index.ts'
import type { Catalogue } from '../../plugins/index.ts'
import type { ChainResult } from '../chain-test.ts'
import { catalogueOf, openChain } from '../test-chain.ts'
import { lineDiff } from './line-diff.ts'
import { type Snapshots, snapshotsOf } from './snapshots.ts'
import { readTestFile, type YamlTest, type YamlTestFile } from './test-file.ts'

export interface TestOutcome {
  readonly name: string
  readonly at: Position
  readonly passed: boolean
  /** What differed, as a diff; empty when it passed. */
  readonly difference: string
  readonly snapshot?: 'written' | 'updated'
}

export interface RunTestsOptions {
  /** Snapshots that differ are replaced instead of failing. */
  readonly updateSnapshots?: boolean
  /** Folders, packages and files with plugins of your own, as a worker's `plugin.path`. */
  readonly pluginPath?: string
}

/** Runs the tests of one `*.test.yaml` in order. Throws PipelineError when the file or its pipeline has mistakes. */
export async function runTestFile(path: string, options: RunTestsOptions = {}): Promise<TestOutcome[]> {
  const file = await readTestFile(path)
  const snapshots = await snapshotsOf(path)
  const catalogue = await catalogueOf(options.pluginPath)
  const outcomes: TestOutcome[] = []
  for (const test of file.tests) outcomes.push(await runTest(file, test, { snapshots, options, catalogue }))
  await snapshots.save()
  return outcomes
}

async function runTest(
  file: YamlTestFile,
  test: YamlTest,
  {
    snapshots,
    options,
    catalogue,
  }: { readonly snapshots: Snapshots; readonly options: RunTestsOptions; readonly catalogue: Catalogue },
): Promise<TestOutcome> {
  const chosen = {
    ...(file.name === undefined ? {} : { pipeline: file.name }),
    schemas: file.schemas,
    ...(test.connector === undefined ? {} : { connector: test.connector }),
  }
  const chain = await openChain(file.pipeline, chosen, catalogue)
  try {
    const outcome = { name: test.name, at: test.at }
    const result = await chain.send(test.given).catch((error: unknown) => {
      if (isDataException(error)) return `    \`given\`: ${(error as Error).message}`
      throw error
    })
    if (typeof result === 'string') return { ...outcome, passed: false, difference: result }
    if (test.expect === null)
      return { ...outcome, ...snapshots.compare(test.name, seen(result), options.updateSnapshots ?? false) }
    const [expected, actual] = comparable(test, result)
    const passed = isDeepStrictEqual(expected, actual)
    return { ...outcome, passed, difference: passed ? '' : lineDiff(pretty(expected), pretty(actual)) }
  } finally {
    chain.close()
  }
}

export const pretty = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item), 2)

const seen = (result: ChainResult) => JSON.parse(pretty(result)) as unknown

/** Both sides cut down to what the test speaks of. Failures count always: one that is not expected makes the test fail. */
function comparable(test: YamlTest, result: ChainResult): [unknown, unknown] {
  const expected = {
    records: test.expect,
    ...(test.dropped ? { dropped: test.dropped } : {}),
    failures: test.failures ?? [],
  }
  const actual = {
    records: result.records.map((record, i) => only(record, test.expect?.[i])),
    ...(test.dropped ? { dropped: result.dropped } : {}),
    failures: result.failures.map((failure, i) => only(failure, test.failures?.[i])),
  }
  return [expected, JSON.parse(pretty(actual))]
}

/** The fields that the expectation names; all of them when there is no expectation. */
function only<T extends object>(value: T, expected: object | undefined): Partial<T> {
  if (expected === undefined || expected === null) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => key in expected)) as Partial<T>
}
