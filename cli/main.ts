import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reportFailure } from './output/report-failure.ts'

export interface MainOptions {
  /** Folder of package.json. */
  readonly root: string
  /** Commands are TypeScript sources (a checkout), not the compiled ones (an installed package). */
  readonly isRepository: boolean
}

/** Runs the command that `argv` names; prints failures and sets `process.exitCode`: 0 ok, 1 runtime, 2 usage or validation, 3 environment. */
export async function main(options: MainOptions, argv: string[] = process.argv.slice(2)): Promise<void> {
  try {
    await (isPlainWorker(argv) ? runPlainWorker(argv[2]) : runCommand(options, argv))
  } catch (error) {
    process.exitCode = reportFailure(error, { json: argv.includes('--json') })
  }
}

async function runCommand(options: MainOptions, argv: string[]): Promise<void> {
  const { flush, run } = await import('@oclif/core')
  const pjson = JSON.parse(readFileSync(join(options.root, 'package.json'), 'utf8'))
  if (options.isRepository)
    pjson.oclif.commands = { strategy: 'pattern', target: './cli/commands', globPatterns: ['**/*.ts'] }
  await run(argv, { root: options.root, pjson, ignoreManifest: options.isRepository })
  await flush()
}

/** `worker distributed [FILE]` without flags: a process that runs for months, and that does not need the 12 MB of the command framework. */
const isPlainWorker = (argv: readonly string[]): boolean =>
  argv[0] === 'worker' && argv[1] === 'distributed' && argv.length <= 3 && !argv.some((arg) => arg.startsWith('-'))

async function runPlainWorker(file: string | undefined): Promise<void> {
  const { runDistributed } = await import('./worker/run-distributed.ts')
  await runDistributed(file, 'text', (line) => void process.stdout.write(`${line}\n`))
}
