import { Args, Flags } from '@oclif/core'
import { PipelineError } from '../../../../src/errors/index.ts'
import type { ConfigChange } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, pair, withAdmin } from '../../../broker/cluster-flags.ts'
import { renderTable } from '../../../output/table.ts'

export interface TopicConfig {
  readonly name: string
  readonly value: string | null
  readonly isDefault: boolean
}

export default class TopicsConfigs extends BaseCommand {
  static override summary = 'Show or change the settings of a topic.'
  static override examples = [
    '<%= config.bin %> broker topics configs orders',
    '<%= config.bin %> broker topics configs orders --set retention.ms=60000 --unset cleanup.policy',
  ]
  static override args = { topic: Args.string({ required: true }) }
  static override flags = {
    ...clusterFlags,
    set: Flags.string({ multiple: true, summary: 'Give a setting a value.', helpValue: 'NAME=VALUE' }),
    unset: Flags.string({ multiple: true, summary: 'Return a setting to its default.', helpValue: 'NAME' }),
    all: Flags.boolean({ summary: 'Show defaults too.' }),
  }

  async run(): Promise<{ readonly topic: string; readonly configs: readonly TopicConfig[] }> {
    const { args, flags } = await this.parse(TopicsConfigs)
    const resource = { type: 'topic', name: args.topic } as const
    const changes: ConfigChange[] = [
      ...(flags.set ?? []).map(pair).map(([name, value]) => ({ name, value, op: 'set' as const })),
      ...(flags.unset ?? []).map((name) => ({ name, op: 'delete' as const })),
    ]
    const described = await withAdmin(flags, async (admin) => {
      const refused = changes.length > 0 ? await admin.alterConfigs(resource, changes) : undefined
      if (refused) throw new PipelineError('SLW5006', `The change was refused: ${refused.name}: ${refused.message}`)
      return (await admin.describeConfigs([resource]))[0]!
    })
    if (described.error) {
      const { name, message } = described.error
      throw new PipelineError('SLW5006', `Topic '${args.topic}' cannot be described: ${name}: ${message}`)
    }
    const configs = [...described.entries]
      .map(([name, { value, isDefault }]) => ({ name, value, isDefault }))
      .filter((each) => flags.all || !each.isDefault)
    const rows = configs.map((each) => [each.name, each.value ?? '', each.isDefault ? 'default' : 'topic'])
    this.log(renderTable(['NAME', 'VALUE', 'FROM'], rows))
    return { topic: args.topic, configs }
  }
}
