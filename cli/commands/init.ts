import { existsSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
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
    const files = await writeProject(directory, {
      name: basename(directory),
      sluiceway: dependency(this.config, directory),
    })
    const shown = relative(process.cwd(), directory)
    this.log(
      `Made ${files.length} files${shown ? ` in ${shown}` : ''}:\n${files.map((file) => `  ${file}`).join('\n')}\n`,
    )
    if (isCheckout(this.config))
      this.log(`The project uses this checkout of sluiceway; for its types in an editor run \`npm run build\` there.\n`)
    this.log(`Next:\n${shown ? `  cd ${shown}\n` : ''}  npm install\n  npx pipeline validate\n  npm start`)
    return { directory, files }
  }
}

/** A checkout is not on the registry in this version: a project made from it depends on its folder. */
const isCheckout = ({ root }: { readonly root: string }) => existsSync(join(root, 'cli/main.ts'))

const dependency = (config: { readonly root: string; readonly version: string }, directory: string) =>
  isCheckout(config) ? `file:${relative(directory, config.root).split(sep).join('/')}` : `^${config.version}`
