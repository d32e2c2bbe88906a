import { basename, relative, resolve } from 'node:path'
import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'

export interface InitResult {
  readonly directory: string
  readonly files: readonly string[]
}

export default class Init extends BaseCommand {
  static override summary =
    'Make a new project: one YAML and one TypeScript pipeline, package.json, tsconfig, CI workflow.'
  static override description =
    'Writes into DIRECTORY (default: the current one). Files that exist already are never overwritten.'
  static override examples = ['<%= config.bin %> init my-pipelines']
  static override args = {
    directory: Args.string({ default: '.', description: 'Folder of the new project; made when it does not exist.' }),
  }

  async run(): Promise<InitResult> {
    const { args } = await this.parse(Init)
    const { writeProject } = await import('../init/write-project.ts')
    const directory = resolve(args.directory)
    const files = await writeProject(directory, { name: basename(directory), sluiceway: `^${this.config.version}` })
    const shown = relative(process.cwd(), directory)
    this.log(
      `Made ${files.length} files${shown ? ` in ${shown}` : ''}:\n${files.map((file) => `  ${file}`).join('\n')}\n`,
    )
    this.log(`Next:\n${shown ? `  cd ${shown}\n` : ''}  npm install\n  npx pipeline validate\n  npm start`)
    return { directory, files }
  }
}
