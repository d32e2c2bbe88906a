import { styleText } from 'node:util'
import type { StageProgress } from '../../src/app/progress-tracker.ts'
import { PipelineError } from '../../src/errors/index.ts'
import { BaseCommand } from '../base-command.ts'
import { pluginsOf } from '../plugin-flags.ts'
import { portFlag, sessionFlags } from '../session-flags.ts'

export interface RunResult {
  readonly outcome: 'done' | 'interrupted'
  readonly seconds: number
  readonly bootstrapServers: string
  readonly connectors: readonly StageProgress[]
}

export default class Run extends BaseCommand {
  static override summary = 'Run pipelines in this process until they are done, or until Ctrl-C.'
  static override description =
    'Compiles the files, starts an embedded broker (or uses --bootstrap-server) and a worker, and runs until every source is exhausted and every sink has caught up. A source without end runs until Ctrl-C. Offsets are kept: the next run continues.'
  static override strict = false
  static override usage = 'run FILE... [--data-dir DIR] [--port N] [--json]'
  static override examples = [
    '<%= config.bin %> run pipelines/orders.yaml',
    '<%= config.bin %> run pipelines/orders.ts --bootstrap-server localhost:9092',
  ]
  static override flags = {
    ...sessionFlags,
    port: portFlag('the embedded broker', 0),
  }

  async run(): Promise<RunResult> {
    const { argv, flags } = await this.parse(Run)
    if (argv.length === 0)
      throw new PipelineError('SLW6001', 'Say which pipeline files to run.', {
        hint: 'For example `pipeline run pipelines/orders.yaml`.',
      })
    const [{ compileOrFail }, { runPipelines }] = await Promise.all([
      import('../compile.ts'),
      import('../run-pipelines.ts'),
    ])
    const plugins = await pluginsOf(flags)
    const { pipelines } = await compileOrFail(argv as string[], plugins?.catalogue)
    const result = await runPipelines(pipelines, {
      dataDir: flags['data-dir'],
      brokerPort: flags.port,
      logLevel: flags['log-level'],
      ...(plugins === null ? {} : { plugins: plugins.installed }),
      ...(flags['bootstrap-server'] === undefined ? {} : { bootstrapServers: flags['bootstrap-server'] }),
    })
    const total = result.connectors
      .filter((c) => c.kind === 'sink' || result.connectors.length === 1)
      .reduce((sum, c) => sum + c.records, 0)
    const how = result.outcome === 'done' ? styleText('green', 'done') : styleText('yellow', 'stopped')
    this.log(`${how}  ${total.toLocaleString('en-US')} records in ${result.seconds.toFixed(1)} s`)
    return result
  }
}
