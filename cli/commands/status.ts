import { styleText } from 'node:util'
import type { ConnectClient, LiveStatus } from '../../src/deploy/index.ts'
import { BaseCommand } from '../base-command.ts'
import { renderTable } from '../output/table.ts'
import { connectorsNamed } from '../remote/connector-names.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'
import { stateText } from '../remote/state-text.ts'

export default class Status extends BaseCommand {
  static override summary =
    'Show the state of connectors and each of their tasks, with the traces of those that failed.'
  static override description =
    'Without a name, all connectors; with names, also the last warnings that a Sluiceway worker logged for them. The exit code is 0 whatever the states are.'
  static override strict = false
  static override usage = 'status [NAME...] [--to URL]'
  static override examples = ['<%= config.bin %> status orders-source --to http://127.0.0.1:8083']
  static override flags = remoteFlags

  async run(): Promise<{ readonly connectors: readonly LiveStatus[] }> {
    const { argv, flags } = await this.parse(Status)
    const [client, { liveConnectors }] = await Promise.all([remoteClient(flags), import('../../src/deploy/index.ts')])
    const names = new Set(argv.length === 0 ? null : await connectorsNamed(client, argv as string[]))
    const live = [...(await liveConnectors(client)).values()].filter(({ name }) => names.size === 0 || names.has(name))
    const connectors = live.flatMap(({ status }) => (status === undefined ? [] : [status]))
    const rows = connectors.flatMap(rowsOf)
    if (rows.length === 0) this.log(`no connectors at ${client.url}`)
    else this.log(renderTable(['CONNECTOR', 'STATE', 'WORKER'], rows))
    for (const each of connectors) for (const line of tracesOf(each)) this.log(line)
    // Of all connectors it would be a question to each worker for each of them.
    if (names.size > 0) await this.#printWarnings(client, names)
    return { connectors }
  }

  /** A task may run and yet wait, for its file or its database: it says so in its log alone. */
  async #printWarnings(client: ConnectClient, names: ReadonlySet<string>): Promise<void> {
    const { connectorWarnings, keepsLogs } = await import('../remote/connector-logs.ts')
    if (this.jsonEnabled() || !(await keepsLogs(client))) return
    for (const name of names) {
      const warnings = await connectorWarnings(client, name)
      if (warnings.length === 0) continue
      this.log(`\n${styleText('yellow', `last warnings of ${name}`)}`)
      for (const { text } of warnings.slice(-WARNINGS_MAX)) this.log(text.split('\n', 1)[0])
    }
  }
}

const WARNINGS_MAX = 3

const rowsOf = ({ name, connector, tasks }: LiveStatus) => [
  [name, stateText(connector.state), styleText('dim', connector.worker_id)],
  ...tasks.map((task) => [`  task ${task.id}`, stateText(task.state), styleText('dim', task.worker_id)]),
]

const tracesOf = ({ name, connector, tasks }: LiveStatus) =>
  [{ what: name, ...connector }, ...tasks.map((task) => ({ what: `${name} task ${task.id}`, ...task }))].flatMap(
    ({ what, trace }) => (trace === undefined ? [] : [`\n${styleText('red', what)}\n${trace.trimEnd()}`]),
  )
