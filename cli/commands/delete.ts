import { removeConnector } from '../../src/deploy/index.ts'
import { BaseCommand } from '../base-command.ts'
import { connectorsNamed } from '../remote/connector-names.ts'
import { namesOrFail } from '../remote/lifecycle-command.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'

export default class Delete extends BaseCommand {
  static override summary = 'Delete connectors. Their offsets and topics stay.'
  static override strict = false
  static override usage = 'delete NAME... [--to URL]'
  static override examples = ['<%= config.bin %> delete orders-archive --to http://127.0.0.1:8083']
  static override flags = remoteFlags

  async run(): Promise<{ readonly deleted: readonly string[] }> {
    const { argv, flags } = await this.parse(Delete)
    const client = await remoteClient(flags)
    const deleted = await connectorsNamed(client, namesOrFail(argv as string[]))
    for (const name of deleted) {
      await removeConnector(client, name)
      this.log(`deleted  ${name}`)
    }
    return { deleted }
  }
}
