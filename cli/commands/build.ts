import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import { BaseCommand } from '../base-command.ts'
import { pluginFlags, pluginsOf } from '../plugin-flags.ts'

export interface BuildResult {
  /** SHA-256 of the artefact's index. */
  readonly artefact: string
  readonly directory: string
  readonly files: readonly string[]
  readonly pipelines: readonly string[]
}

export default class Build extends BaseCommand {
  static override summary = 'Compile pipelines into an artefact that can be deployed.'
  static override description =
    'Writes the connectors, the manifests and the bundled code to a directory. Equal sources give equal bytes, wherever they lie. Without files, everything below pipelines/.'
  static override strict = false
  static override usage = 'build [FILE...] [--out DIR]'
  static override examples = ['<%= config.bin %> build pipelines/orders.ts --out dist']
  static override flags = {
    ...pluginFlags,
    out: Flags.string({ default: 'dist', summary: 'Where to write the artefact.', helpValue: 'DIR' }),
  }

  async run(): Promise<BuildResult> {
    const { argv, flags } = await this.parse(Build)
    const [{ compileOrFail }, { artefactOf, writeArtefact }] = await Promise.all([
      import('../compile.ts'),
      import('../../src/compiler/index.ts'),
    ])
    const { pipelines } = await compileOrFail(argv as string[], (await pluginsOf(flags))?.catalogue)
    if (pipelines.length === 0) throw new PipelineError('SLW6001', 'There are no pipelines to build.')
    const artefact = artefactOf(pipelines)
    // Code of an earlier build would be deployed by nobody, but make the directory another one.
    await rm(join(flags.out, 'bundles'), { recursive: true, force: true })
    await writeArtefact(artefact, flags.out)
    this.log(`built  ${artefact.hash.slice(0, 12)}  ${pipelines.map(({ name }) => name).join(', ')}  (${flags.out})`)
    return {
      artefact: artefact.hash,
      directory: flags.out,
      files: [...artefact.files.keys()],
      pipelines: pipelines.map(({ name }) => name),
    }
  }
}
