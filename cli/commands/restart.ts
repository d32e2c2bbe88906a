import { Flags } from '@oclif/core'
import { connectorPath } from '../../src/deploy/index.ts'
import { BaseCommand } from '../base-command.ts'
import { awaitState, connectorsNamed } from '../remote/connector-names.ts'
import { namesOrFail } from '../remote/lifecycle-command.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'

export default class Restart extends BaseCommand {
  static override summary = 'Restart connectors and their tasks, and wait until they run.'
  static override strict = false
  static override usage = 'restart NAME... [--only-failed] [--task N] [--to URL]'
  static override examples = ['<%= config.bin %> restart orders-archive --only-failed']
  static override flags = {
    ...remoteFlags,
    'only-failed': Flags.boolean({ summary: 'Only what is FAILED.' }),
    task: Flags.integer({ min: 0, summary: 'Only this task.', exclusive: ['only-failed'] }),
    timeout: Flags.integer({ default: 60, min: 1, summary: 'Seconds to wait until they run.', helpValue: 'S' }),
  }

  async run(): Promise<{ readonly restarted: readonly string[] }> {
    const { argv, flags } = await this.parse(Restart)
    const client = await remoteClient(flags)
    const restarted = await connectorsNamed(client, namesOrFail(argv as string[]))
    for (const name of restarted) {
      const what =
        flags.task === undefined
          ? `restart?includeTasks=true&onlyFailed=${flags['only-failed']}`
          : `tasks/${flags.task}/restart`
      await client.call('POST', `${connectorPath(name)}/${what}`)
      await awaitState(client, name, 'RUNNING', flags.timeout * 1000)
      this.log(`restarted  ${name}`)
    }
    return { restarted }
  }
}
