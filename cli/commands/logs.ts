import { Args, Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import { BaseCommand } from '../base-command.ts'
import { connectorLogs, keepsLogs, type LogLine } from '../remote/connector-logs.ts'
import { connectorsNamed } from '../remote/connector-names.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'

export default class Logs extends BaseCommand {
  static override summary = 'Show what workers logged of late for a connector and its tasks.'
  static override description =
    'Each worker keeps the last 500 lines of a connector in memory. Java Kafka Connect workers keep none.'
  static override examples = ['<%= config.bin %> logs orders-archive --lines 20']
  static override args = { name: Args.string({ required: true, description: 'The connector.' }) }
  static override flags = {
    ...remoteFlags,
    lines: Flags.integer({ default: 100, min: 1, summary: 'How many of the last lines.' }),
  }

  async run(): Promise<{ readonly lines: readonly LogLine[] }> {
    const { args, flags } = await this.parse(Logs)
    const client = await remoteClient(flags)
    await connectorsNamed(client, [args.name])
    if (!(await keepsLogs(client)))
      throw new PipelineError('SLW6025', `${client.url} is a Java Kafka Connect worker: it gives out no logs.`, {
        hint: 'Look at the log of the worker itself; `pipeline status` shows the traces of failed tasks.',
      })
    const found = await connectorLogs(client, args.name, (worker, error) =>
      this.logToStderr(`${worker} cannot be asked, its lines are missing: ${error.message}`),
    )
    const lines = found.slice(-flags.lines)
    if (lines.length === 0) this.log(`nothing logged for ${args.name}`)
    for (const { text } of lines) this.log(text)
    return { lines }
  }
}
