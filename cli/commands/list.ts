import { styleText } from 'node:util'
import { BaseCommand } from '../base-command.ts'
import { fitted, renderTable } from '../output/table.ts'
import { remoteClient, remoteFlags } from '../remote/remote-flags.ts'
import { stateText, tasksText } from '../remote/state-text.ts'

export interface ListedConnector {
  readonly name: string
  readonly type: 'source' | 'sink'
  readonly class: string
  /** UNASSIGNED before it has a state. */
  readonly state: string
  readonly tasks: readonly string[]
}

export default class List extends BaseCommand {
  static override summary = 'List the connectors of a worker or its group, with their states.'
  static override examples = ['<%= config.bin %> list --to http://127.0.0.1:8083']
  static override flags = remoteFlags

  async run(): Promise<{ readonly connectors: readonly ListedConnector[] }> {
    const { flags } = await this.parse(List)
    const [client, { liveConnectors }] = await Promise.all([remoteClient(flags), import('../../src/deploy/index.ts')])
    const connectors = [...(await liveConnectors(client)).values()].map(({ name, type, config, status }) => ({
      name,
      type,
      class: config['connector.class'] ?? '',
      state: status?.connector.state ?? 'UNASSIGNED',
      tasks: status?.tasks.map(({ state }) => state) ?? [],
    }))
    if (connectors.length === 0) this.log(`no connectors at ${client.url}`)
    else for (const line of fitted((classText) => lines(connectors, classText), process.stdout.columns)) this.log(line)
    return { connectors }
  }
}

const lines = (connectors: readonly ListedConnector[], classText: (name: string) => string) =>
  renderTable(
    ['CONNECTOR', 'TYPE', 'STATE', 'TASKS', 'CLASS'],
    connectors.map(({ name, type, class: className, state, tasks }) => [
      name,
      type,
      stateText(tasks.includes('FAILED') ? 'FAILED' : state),
      tasksText(tasks.filter((each) => each === 'RUNNING').length, tasks.length),
      styleText('dim', classText(className)),
    ]),
  ).split('\n')
