import { Args } from '@oclif/core'
import { type ConnectorOffset, connectorOffsets } from '../../../src/deploy/index.ts'
import { BaseCommand } from '../../base-command.ts'
import { offsetTable } from '../../output/offset-table.ts'
import { remoteClient, remoteFlags } from '../../remote/remote-flags.ts'

export default class OffsetsShow extends BaseCommand {
  static override summary = 'Show the offsets of a connector.'
  static override examples = ['<%= config.bin %> offsets show orders-archive --to http://127.0.0.1:8083']
  static override args = { name: Args.string({ required: true, description: 'The connector.' }) }
  static override flags = remoteFlags

  async run(): Promise<{ readonly connector: string; readonly offsets: readonly ConnectorOffset[] }> {
    const { args, flags } = await this.parse(OffsetsShow)
    const offsets = await connectorOffsets(await remoteClient(flags), args.name)
    if (offsets.length === 0) this.log(`${args.name} has no offsets`)
    else
      this.log(
        offsetTable(
          ['PARTITION', 'OFFSET'],
          offsets.map(({ partition, offset }) => [partition, offset]),
        ),
      )
    return { connector: args.name, offsets }
  }
}
