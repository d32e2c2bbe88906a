import type { GroupListing } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { renderTable } from '../../../output/table.ts'

export default class GroupsList extends BaseCommand {
  static override summary = 'List the groups of a cluster.'
  static override flags = clusterFlags

  async run(): Promise<{ readonly groups: readonly GroupListing[] }> {
    const { flags } = await this.parse(GroupsList)
    const groups = await withAdmin(flags, (admin) => admin.listGroups())
    const rows = groups.map(({ groupId, state, type, protocolType }) => [groupId, state, type, protocolType])
    this.log(renderTable(['GROUP', 'STATE', 'TYPE', 'PROTOCOL'], rows))
    return { groups }
  }
}
