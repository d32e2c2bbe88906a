import { Flags } from '@oclif/core'
import { type Diagnostic, exitCodeOf } from '../../src/errors/index.ts'
import { BaseCommand } from '../base-command.ts'
import { pluginFlags, pluginsOf } from '../plugin-flags.ts'

export interface ValidateResult {
  readonly valid: boolean
  readonly pipelines: readonly {
    readonly name: string
    readonly file: string
    readonly connectors: readonly string[]
  }[]
  readonly diagnostics: readonly Diagnostic[]
}

export default class Validate extends BaseCommand {
  static override summary = 'Check pipeline files and list every mistake at once.'
  static override description =
    'Compiles the files (default: all below pipelines/) without touching Kafka. Exits 2 when a file has an error.'
  static override strict = false
  static override usage = 'validate [FILE...] [--format text|github] [--json]'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate pipelines/orders.yaml --json']
  static override flags = {
    ...pluginFlags,
    format: Flags.option({ options: ['text', 'github'] as const })({
      default: 'text',
      summary: 'How to print diagnostics; github makes annotations.',
    }),
  }

  async run(): Promise<ValidateResult> {
    const { argv, flags } = await this.parse(Validate)
    const { compileForCli } = await import('../compile.ts')
    const plugins = await pluginsOf(flags)
    const { pipelines, diagnostics, text } = await compileForCli(argv as string[], flags.format, plugins?.catalogue)
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
    if (text) this.log(text)
    if (errors > 0) process.exitCode = exitCodeOf('invalid')
    else
      for (const pipeline of pipelines)
        this.log(`ok  ${pipeline.name}  ${pipeline.connectors.map((c) => c.name).join(', ')}  (${pipeline.file})`)
    return {
      valid: errors === 0,
      pipelines: pipelines.map(({ name, file, connectors }) => ({
        name,
        file,
        connectors: connectors.map((c) => c.name),
      })),
      diagnostics,
    }
  }
}
