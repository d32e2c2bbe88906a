import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flush, run } from '@oclif/core'
import { reportFailure } from './output/report-failure.ts'

export interface MainOptions {
  /** Folder of package.json. */
  readonly root: string
  /** Commands are TypeScript sources (a checkout), not the compiled ones (an installed package). */
  readonly isRepository: boolean
}

/** Runs the command that `argv` names; prints failures and sets `process.exitCode`: 0 ok, 1 runtime, 2 usage or validation, 3 environment. */
export async function main(options: MainOptions, argv: string[] = process.argv.slice(2)): Promise<void> {
  const pjson = JSON.parse(readFileSync(join(options.root, 'package.json'), 'utf8'))
  if (options.isRepository)
    pjson.oclif.commands = { strategy: 'pattern', target: './cli/commands', globPatterns: ['**/*.ts'] }
  try {
    await run(argv, { root: options.root, pjson, ignoreManifest: options.isRepository })
    await flush()
  } catch (error) {
    process.exitCode = reportFailure(error, { json: argv.includes('--json') })
  }
}
