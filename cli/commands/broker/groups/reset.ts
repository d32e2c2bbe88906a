import { Args, Flags } from '@oclif/core'
import { PipelineError } from '../../../../src/errors/index.ts'
import type { Admin, TopicPartition } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { assertAllDone } from '../../../broker/outcomes.ts'
import {
  type PlannedReset,
  parseDateTime,
  parseDuration,
  planReset,
  type ResetForm,
} from '../../../broker/reset-offsets.ts'
import { renderTable } from '../../../output/table.ts'

const forms = ['to-earliest', 'to-latest', 'to-current', 'to-offset', 'shift-by', 'to-datetime', 'by-duration']

export default class GroupsReset extends BaseCommand {
  static override summary = 'Move the offsets of a group that has no members.'
  static override description = 'Shows the old and the new offsets; --execute changes them.'
  static override examples = [
    '<%= config.bin %> broker groups reset readers --topic orders --to-earliest',
    '<%= config.bin %> broker groups reset readers --topic orders:0,1 --shift-by=-100 --execute',
    '<%= config.bin %> broker groups reset readers --all-topics --to-datetime 2026-01-31T12:00:00.000 --execute',
  ]
  static override args = { group: Args.string({ required: true }) }
  static override flags = {
    ...clusterFlags,
    topic: Flags.string({ multiple: true, summary: 'A topic, or some of its partitions.', helpValue: 'TOPIC[:P,P]' }),
    'all-topics': Flags.boolean({ summary: 'Everything the group has committed.' }),
    execute: Flags.boolean({ default: false, summary: 'Change the offsets instead of only showing them.' }),
    'to-earliest': Flags.boolean({ exclusive: forms.slice(1), summary: 'To the first record.' }),
    'to-latest': Flags.boolean({ summary: 'To the end.' }),
    'to-current': Flags.boolean({ summary: 'To where they are; to the end where there are none.' }),
    'to-offset': Flags.integer({ min: 0, summary: 'To an offset.' }),
    'shift-by': Flags.integer({ summary: 'Forward, or back with a minus.' }),
    'to-datetime': Flags.string({ summary: 'To the first record from then on.', helpValue: 'YYYY-MM-DDTHH:mm:SS.sss' }),
    'by-duration': Flags.string({ summary: 'To the first record since so long ago.', helpValue: 'PnDTnHnMnS' }),
  }

  async run(): Promise<{
    readonly group: string
    readonly executed: boolean
    readonly offsets: readonly PlannedReset[]
  }> {
    const { args, flags } = await this.parse(GroupsReset)
    const form = formOf(flags)
    const offsets = await withAdmin(flags, async (admin) => {
      const places = await placesOf(admin, args.group, flags.topic ?? [], flags['all-topics'])
      const planned = await planReset(admin, args.group, places, form)
      if (flags.execute) {
        const changes = planned.map(({ topic, partition, to }) => ({ topic, partition, offset: to }))
        assertAllDone(await admin.alterConsumerGroupOffsets(args.group, changes), 'Resetting')
      }
      return planned
    })
    this.log(
      renderTable(
        ['TOPIC', 'PARTITION', 'OLD', 'NEW'],
        offsets.map((each) => [
          each.topic,
          String(each.partition),
          each.from < 0 ? '-' : String(each.from),
          String(each.to),
        ]),
      ),
    )
    if (!flags.execute) this.log('Nothing was changed; add --execute.')
    return { group: args.group, executed: flags.execute, offsets }
  }
}

interface FormFlags {
  readonly 'to-earliest': boolean
  readonly 'to-latest': boolean
  readonly 'to-current': boolean
  readonly 'to-offset': number | undefined
  readonly 'shift-by': number | undefined
  readonly 'to-datetime': string | undefined
  readonly 'by-duration': string | undefined
}

function formOf(flags: FormFlags): ResetForm {
  const found: ResetForm[] = []
  if (flags['to-earliest']) found.push({ to: 'earliest' })
  if (flags['to-latest']) found.push({ to: 'latest' })
  if (flags['to-current']) found.push({ to: 'current' })
  if (flags['to-offset'] !== undefined) found.push({ to: 'offset', offset: flags['to-offset'] })
  if (flags['shift-by'] !== undefined) found.push({ to: 'shift', by: flags['shift-by'] })
  if (flags['to-datetime'] !== undefined) found.push({ to: 'time', timestampMs: parseDateTime(flags['to-datetime']) })
  if (flags['by-duration'] !== undefined) {
    found.push({ to: 'time', timestampMs: Date.now() - parseDuration(flags['by-duration']) })
  }
  if (found.length !== 1) {
    throw new PipelineError('SLW6001', 'Say in one way where the offsets go.', {
      hint: `Use one of ${forms.map((form) => `--${form}`).join(', ')}.`,
    })
  }
  return found[0]!
}

async function placesOf(
  admin: Admin,
  group: string,
  asked: readonly string[],
  isAll: boolean,
): Promise<TopicPartition[]> {
  if (isAll) return admin.listConsumerGroupOffsets(group)
  if (asked.length === 0) throw new PipelineError('SLW6001', 'Say which topics with --topic, or --all-topics.')
  const places: TopicPartition[] = []
  for (const each of asked) {
    const [name = '', partitions] = each.split(':')
    const { topic, error } = (await admin.describeTopics([name])).get(name) ?? {}
    if (!topic) throw new PipelineError('SLW5006', `Topic '${name}' cannot be found: ${error?.name}`)
    const numbers = partitions === undefined ? [...topic.partitions.keys()] : partitions.split(',').map(Number)
    for (const partition of numbers) places.push({ topic: name, partition })
  }
  return places
}
