import { styleText } from 'node:util'
import { Flags } from '@oclif/core'
import type { ConnectClient, ConnectorProgress, DeployPlan, PlannedConnector } from '../../src/deploy/index.ts'
import { BaseCommand } from '../base-command.ts'
import { DeployDisplay, planLines } from '../output/deploy-display.ts'
import { pluginFlags, pluginsOf } from '../plugin-flags.ts'
import type { LogLine } from '../remote/connector-logs.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'
import { abortOnSignal } from '../signals.ts'

export interface DeployResult {
  readonly deployment: string
  readonly target: string
  readonly kind: 'sluiceway' | 'java'
  readonly artefact: string
  /** false with --dry-run. */
  readonly applied: boolean
  readonly connectors: readonly PlannedConnector[]
  readonly running: readonly ConnectorProgress[]
  /** Warnings and errors that workers logged for new and changed connectors meanwhile; none from Java workers. */
  readonly warnings: readonly DeployWarning[]
  readonly seconds: number
}

export interface DeployWarning extends LogLine {
  readonly connector: string
}

export default class Deploy extends BaseCommand {
  static override summary = 'Bring pipelines to a worker or its group, and wait until all tasks run.'
  static override description =
    'Prints what is created, changed and left alone, uploads code that the worker does not have, and writes all connectors at once; connectors that this deployment made before and that are in the files no more are deleted. Run again after an interruption, it goes on. FILE is a pipeline file, a folder, a glob, or a directory that `pipeline build` wrote; without any, everything below pipelines/. A Java Kafka Connect worker takes pipelines without TypeScript functions; it keeps no record of deployments, so nothing is deleted there.'
  static override strict = false
  static override usage = 'deploy [FILE...] --to URL [--token TOKEN | --user NAME:PASSWORD] [--dry-run] [--timeout S]'
  static override examples = [
    '<%= config.bin %> deploy --to http://127.0.0.1:8083 --dry-run',
    '<%= config.bin %> deploy pipelines/orders.ts --to https://connect.example.com --timeout 120',
  ]
  static override flags = {
    ...remoteFlags,
    ...pluginFlags,
    name: Flags.string({ summary: 'Name of the deployment; default: the name in package.json.', helpValue: 'NAME' }),
    'dry-run': Flags.boolean({ summary: 'Only say what would be done.' }),
    timeout: Flags.integer({ default: 120, min: 1, summary: 'Seconds to wait until all tasks run.', helpValue: 'S' }),
  }

  async run(): Promise<DeployResult> {
    using signal = abortOnSignal()
    try {
      return await this.#deploy(signal)
    } catch (error) {
      // Whatever it was in the middle of.
      throw signal.aborted ? signal.reason : error
    }
  }

  async #deploy(signal: AbortSignal): Promise<DeployResult> {
    const { argv, flags } = await this.parse(Deploy)
    const startedAt = performance.now()
    const [{ applyDeploy, planDeploy }, { defaultDeploymentName, deploymentInput }, { systemClock }] =
      await Promise.all([
        import('../../src/deploy/index.ts'),
        import('../remote/deployment-input.ts'),
        import('../../src/kafka/clock.ts'),
      ])
    const input = await deploymentInput(argv as string[], (await pluginsOf(flags))?.catalogue)
    const client = await remoteClient(flags, signal)
    const plan = await planDeploy(client, { ...input, id: flags.name ?? defaultDeploymentName() })
    this.#printPlan(plan, client.url)
    const result = (
      running: readonly ConnectorProgress[],
      applied: boolean,
      warnings: readonly DeployWarning[] = [],
    ): DeployResult => ({
      deployment: plan.request.id,
      target: client.url,
      kind: plan.target.kind,
      artefact: input.artefact,
      applied,
      connectors: plan.connectors,
      running,
      warnings,
      seconds: Math.round(performance.now() - startedAt) / 1000,
    })
    if (flags['dry-run']) {
      this.log(styleText('dim', 'dry run: nothing was changed'))
      return result([], false)
    }
    const before = new Set((await warningsOf(client, plan)).map(identity))
    const display = new DeployDisplay((line) => this.log(line))
    try {
      const running = await applyDeploy(client, plan, {
        clock: systemClock,
        timeoutMs: flags.timeout * 1000,
        signal,
        onUpload: ({ hash, bytes, wasThere }) => {
          if (!wasThere)
            this.log(styleText('dim', `uploaded bundle ${hash.slice(0, 12)}, ${Math.ceil(bytes / 1024)} KiB`))
        },
        onApplied: () => {},
        onProgress: (progress) => {
          if (!this.jsonEnabled()) display.show(progress)
        },
      })
      if (!this.jsonEnabled()) display.end(running)
      const warnings = (await warningsOf(client, plan)).filter((each) => !before.has(identity(each)))
      for (const { text } of warnings) this.log(styleText('yellow', text.split('\n', 1)[0]!))
      const done = result(running, true, warnings)
      this.log(`${styleText('green', 'deployed')}  ${plan.request.id} to ${client.url} in ${done.seconds.toFixed(1)} s`)
      return done
    } finally {
      display.clear()
    }
  }

  #printPlan({ connectors, target, before, request }: DeployPlan, url: string): void {
    const what = target.kind === 'java' ? 'Java worker' : 'Sluiceway worker'
    const revision = before === null ? '' : `, after revision ${before.revision}`
    this.log(
      `${styleText('bold', request.id)} ${styleText('dim', `to ${url} (${what}, Kafka Connect ${target.version}${revision})`)}`,
    )
    for (const line of planLines(connectors)) this.log(line)
  }
}

/** What was logged for the connectors that are new or change. A task that runs may wait for a file, and says so there alone. */
async function warningsOf(client: ConnectClient, { connectors, target }: DeployPlan): Promise<DeployWarning[]> {
  if (target.kind === 'java') return []
  const { connectorWarnings } = await import('../remote/connector-logs.ts')
  const names = connectors.flatMap(({ name, action }) => (action === 'create' || action === 'change' ? [name] : []))
  const found = await Promise.all(
    names.map(async (connector) =>
      (await connectorWarnings(client, connector)).map((line) => ({ ...line, connector })),
    ),
  )
  // What was said before a connector was deleted and created again is kept by its worker, too: the last time counts.
  const latest = new Map(found.flat().map((line) => [`${line.worker} ${line.text.replace(/^\[[^\]]*\]/, '')}`, line]))
  return [...latest.values()]
}

const identity = ({ at, text, worker }: DeployWarning) => `${worker} ${at} ${text}`
