import { Args, Flags } from '@oclif/core'
import { type ConnectClient, connectorPath, liveStatus } from '../../src/deploy/index.ts'
import { PipelineError } from '../../src/errors/index.ts'
import { BaseCommand } from '../base-command.ts'
import { connectorsNamed } from '../remote/connector-names.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly level: string
  /** The line as Kafka Connect writes it, its trace below. */
  readonly text: string
  readonly worker: string
}

interface Answer {
  readonly worker_id: string
  readonly lines: readonly Omit<LogLine, 'worker'>[]
}

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
    const { commit } = await client.get<{ commit: string }>('/')
    if (!commit.startsWith('sluiceway'))
      throw new PipelineError('SLW6025', `${client.url} is a Java Kafka Connect worker: it gives out no logs.`, {
        hint: 'Look at the log of the worker itself; `pipeline status` shows the traces of failed tasks.',
      })
    const found = await everywhere(client, args.name, (worker, error) =>
      this.logToStderr(`${worker} cannot be asked, its lines are missing: ${error.message}`),
    )
    const lines = found.toSorted((a, b) => a.at - b.at).slice(-flags.lines)
    if (lines.length === 0) this.log(`nothing logged for ${args.name}`)
    for (const { text } of lines) this.log(text)
    return { lines }
  }
}

/** From the worker that was asked and from those that run the connector and its tasks. */
async function everywhere(
  client: ConnectClient,
  name: string,
  onMissing: (worker: string, error: Error) => void,
): Promise<LogLine[]> {
  const path = `${connectorPath(name)}/logs`
  const here = await client.get<Answer>(path)
  const status = await liveStatus(client, name)
  const workers = new Set(status === null ? [] : [status.connector, ...status.tasks].map((each) => each.worker_id))
  workers.delete(here.worker_id)
  const scheme = new URL(client.url).protocol
  const others = await Promise.all(
    [...workers].map((worker) =>
      client
        .at(`${scheme}//${worker}`)
        .get<Answer>(path)
        .catch((error: Error) => {
          onMissing(worker, error)
          return null
        }),
    ),
  )
  return [here, ...others].flatMap((answer) =>
    answer === null ? [] : answer.lines.map((line) => ({ ...line, worker: answer.worker_id })),
  )
}
