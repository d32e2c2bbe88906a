import { glob } from 'node:fs/promises'
import { relative } from 'node:path'
import { styleText } from 'node:util'
import { Flags } from '@oclif/core'
import { isPipelineError, PipelineError } from '../../src/errors/index.ts'
import type { RunTestsOptions, TestOutcome } from '../../src/testing/index.ts'
import { BaseCommand } from '../base-command.ts'
import { pluginFlags } from '../plugin-flags.ts'

export interface TestResult {
  readonly passed: number
  readonly failed: number
  readonly files: readonly { readonly file: string; readonly tests: readonly TestOutcome[] }[]
}

const DEFAULT_GLOB = '**/*.test.yaml'

export default class Test extends BaseCommand {
  static override summary = 'Run the unit tests of pipelines: given records, expected records.'
  static override description =
    'Runs *.test.yaml files (default: all below this folder): each sends records through the SMT chain and converters of one connector, as a task would, without Kafka. Exits 1 when a test fails.'
  static override strict = false
  static override usage = 'test [FILE...] [--update] [--watch] [--json]'
  static override examples = ['<%= config.bin %> test', '<%= config.bin %> test pipelines/orders.test.yaml --watch']
  static override flags = {
    ...pluginFlags,
    update: Flags.boolean({ char: 'u', summary: 'Replace snapshots that differ.' }),
    watch: Flags.boolean({ char: 'w', summary: 'Run again when a file changes, until Ctrl-C.' }),
  }

  async run(): Promise<TestResult> {
    const { argv, flags } = await this.parse(Test)
    const inputs = argv as string[]
    const options = { updateSnapshots: flags.update, pluginPath: flags['plugin-path'] ?? '' }
    let result = await this.#runAll(inputs, options)
    if (!flags.watch) {
      if (result.failed > 0) process.exitCode = 1
      return result
    }
    const { watchFiles } = await import('../../src/app/watch-files.ts')
    const watch = await watchFiles(['.'], async () => {
      this.log(styleText('dim', `\n${new Date().toLocaleTimeString()}  changed`))
      result = await this.#runAll(inputs, options)
    })
    await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
    watch.close()
    return result
  }

  async #runAll(inputs: readonly string[], options: RunTestsOptions): Promise<TestResult> {
    const { runTestFile } = await import('../../src/testing/index.ts')
    const paths = await findTests(inputs)
    const files: { file: string; tests: TestOutcome[] }[] = []
    for (const path of paths) {
      const file = relative(process.cwd(), path)
      const tests = await runTestFile(path, options).catch((error: unknown) => [brokenFile(file, error)])
      files.push({ file, tests })
      this.#print(file, tests)
    }
    const all = files.flatMap(({ tests }) => tests)
    const failed = all.filter((test) => !test.passed).length
    this.log(`\n${all.length - failed} passed, ${failed} failed`)
    return { passed: all.length - failed, failed, files }
  }

  #print(file: string, tests: readonly TestOutcome[]): void {
    this.log(styleText('bold', file))
    for (const { name, passed, difference, at, snapshot } of tests) {
      const mark = passed ? styleText('green', '✓') : styleText('red', '✗')
      this.log(`  ${mark} ${name}${snapshot ? styleText('dim', ` (snapshot ${snapshot})`) : ''}`)
      if (!passed)
        this.log(
          `${styleText('dim', `    ${relative(process.cwd(), at.file)}:${at.line}:${at.column}`)}\n${difference}`,
        )
    }
  }
}

async function findTests(inputs: readonly string[]): Promise<string[]> {
  if (inputs.length > 0) return [...inputs]
  const found: string[] = []
  for await (const path of glob(DEFAULT_GLOB, {
    exclude: (name) => ['node_modules', 'out', 'dist', '.git'].includes(name),
  }))
    found.push(path)
  if (found.length > 0) return found.sort()
  throw new PipelineError('SLW6001', 'There is no *.test.yaml below this folder.', {
    hint: 'Write one beside a pipeline: `pipeline: orders.yaml` and a list `tests` with `name`, `given` and `expect`.',
  })
}

/** A file that cannot be run counts as one failed test, so that the others still run. */
function brokenFile(file: string, error: unknown): TestOutcome {
  const at = isPipelineError(error) && error.at ? error.at : { file, line: 1, column: 1 }
  return {
    name: 'the file can be run',
    at,
    passed: false,
    difference: `    ${error instanceof Error ? error.message : String(error)}`,
  }
}
