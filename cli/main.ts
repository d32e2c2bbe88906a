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
    await (isPlainWorker(argv) ? runPlainWorker(argv) : runCommand(options, argv))
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

/** `worker distributed [FILE]` and `worker standalone FILE...` without flags: a process that runs for months, and that does not need the 12 MB of the command framework. */
function isPlainWorker([topic, mode, ...rest]: readonly string[]): boolean {
  if (topic !== 'worker' || rest.some((arg) => arg.startsWith('-'))) return false
  return (mode === 'distributed' && rest.length <= 1) || (mode === 'standalone' && rest.length > 0)
}

async function runPlainWorker([, mode, ...files]: readonly string[]): Promise<void> {
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  if (mode === 'standalone') {
    const { runStandalone } = await import('./worker/run-standalone.ts')
    await runStandalone(files, 'text', log)
    return
  }
  const { runDistributed } = await import('./worker/run-distributed.ts')
  await runDistributed(files[0], 'text', log)
}
