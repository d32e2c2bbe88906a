import { styleText } from 'node:util'
import { Args, Flags } from '@oclif/core'
import {
  type ConnectClient,
  connectorOffsets,
  type LiveConnector,
  liveConnectors,
  writeOffsets,
} from '../../../src/deploy/index.ts'
import { PipelineError } from '../../../src/errors/index.ts'
import { systemClock } from '../../../src/kafka/clock.ts'
import { BaseCommand } from '../../base-command.ts'
import { withAdmin } from '../../broker/cluster-flags.ts'
import { offsetTable } from '../../output/offset-table.ts'
import { pendingReset } from '../../remote/pending-reset.ts'
import { type OffsetFilter, type PlannedOffset, planSinkOffsets, planSourceOffsets } from '../../remote/plan-offsets.ts'
import { remoteClient, remoteFlags } from '../../remote/remote-flags.ts'
import { type AnyForm, connectorResetForm, resetFlags } from '../../remote/reset-form.ts'
import { abortOnSignal } from '../../signals.ts'

export interface OffsetsResetResult {
  readonly connector: string
  /** false with --dry-run. */
  readonly applied: boolean
  readonly offsets: readonly PlannedOffset[]
}

export default class OffsetsReset extends BaseCommand {
  static override summary = 'Move the offsets of a connector: stop it, move them, and let it go on as it was before.'
  static override description =
    'For a sink every form of the Kafka group tool; the ends of its topics and the times of its records are looked up in Kafka (--bootstrap-server, by default what a Sluiceway worker says it uses). For a source, offsets are forgotten, set field by field, or shifted. After an interruption, run it again: it remembers what the connector was before it stopped it.'
  static override examples = [
    '<%= config.bin %> offsets reset orders-archive --to-earliest --dry-run',
    '<%= config.bin %> offsets reset orders-archive --shift-by=-100 --topic orders --partition 0',
    '<%= config.bin %> offsets reset orders-archive --to-datetime 2026-01-31T12:00:00.000',
    '<%= config.bin %> offsets reset orders-source --to-offset position=0',
  ]
  static override args = { name: Args.string({ required: true, description: 'The connector.' }) }
  static override flags = {
    ...remoteFlags,
    ...resetFlags,
    topic: Flags.string({ multiple: true, summary: 'Only this topic of a sink.', helpValue: 'TOPIC' }),
    partition: Flags.string({
      multiple: true,
      summary: 'Only this partition: its number, or for a source a field of it.',
      helpValue: 'N|KEY=VALUE',
    }),
    'dry-run': Flags.boolean({ summary: 'Only print the old and the new offsets.' }),
    resume: Flags.boolean({ summary: 'Let it run afterwards, even if it was paused or stopped before.' }),
    'bootstrap-server': Flags.string({ summary: 'The Kafka cluster of the worker.', helpValue: 'HOST:PORT' }),
    'command-config': Flags.string({ summary: "A file with Kafka's client properties.", helpValue: 'FILE' }),
    timeout: Flags.integer({ default: 60, min: 1, summary: 'Seconds to wait until it has stopped.', helpValue: 'S' }),
  }

  async run(): Promise<OffsetsResetResult> {
    const { args, flags } = await this.parse(OffsetsReset)
    const form = connectorResetForm(flags, systemClock.now())
    const client = await remoteClient(flags)
    const connector = (await liveConnectors(client)).get(args.name)
    if (connector === undefined)
      throw new PipelineError('SLW6023', `There is no connector ${args.name} at ${client.url}.`)
    const filter = { topics: flags.topic ?? [], partitions: flags.partition ?? [] }
    const planned = await plan(client, connector, form, filter, flags)
    this.#print(planned)
    if (flags['dry-run']) {
      this.log(styleText('dim', 'dry run: nothing was changed'))
      return { connector: args.name, applied: false, offsets: planned }
    }
    // A signal waits until the connector goes on again.
    using _signal = abortOnSignal()
    const isEverything = connector.type === 'source' && form.to === 'earliest' && filter.partitions.length === 0
    if (planned.length > 0 || isEverything)
      await writeOffsets(
        client,
        args.name,
        isEverything ? null : planned.map(({ partition, to }) => ({ partition, offset: to })),
        {
          clock: systemClock,
          timeoutMs: flags.timeout * 1000,
          pending: pendingReset(client.url, args.name),
          mustRun: flags.resume,
          onStep: (step) => this.log(styleText('dim', `${step}  ${args.name}`)),
        },
      )
    return { connector: args.name, applied: true, offsets: planned }
  }

  #print(planned: readonly PlannedOffset[]): void {
    if (planned.length === 0) this.log('there are no offsets to move')
    else
      this.log(
        offsetTable(
          ['PARTITION', 'OLD', 'NEW'],
          planned.map(({ partition, from, to }) => [partition, from, to]),
        ),
      )
  }
}

interface KafkaFlags {
  readonly 'bootstrap-server': string | undefined
  readonly 'command-config': string | undefined
}

async function plan(
  client: ConnectClient,
  connector: LiveConnector,
  form: AnyForm,
  filter: OffsetFilter,
  flags: KafkaFlags,
): Promise<PlannedOffset[]> {
  if (connector.type === 'source')
    return planSourceOffsets(connector.name, await connectorOffsets(client, connector.name), form, filter)
  const bootstrap = flags['bootstrap-server'] ?? (await bootstrapOf(client))
  return withAdmin({ 'command-config': flags['command-config'], 'bootstrap-server': bootstrap }, (admin) =>
    planSinkOffsets(admin, connector, form, filter),
  )
}

async function bootstrapOf(client: ConnectClient): Promise<string> {
  const settings = await client.find<Record<string, string>>('/config/worker').catch(() => null)
  const servers = settings?.['bootstrap.servers']
  if (servers !== undefined) return servers
  throw new PipelineError('SLW6001', `${client.url} does not say which Kafka it uses.`, {
    hint: 'Pass it with --bootstrap-server.',
  })
}
