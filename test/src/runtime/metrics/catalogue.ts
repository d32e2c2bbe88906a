import { defineSource, defineTransformation, SourceConnector, SourceTask } from '../../../../src/api/index.ts'
import { ConfigDef } from '../../../../src/config/index.ts'
import { RetriableException } from '../../../../src/errors/index.ts'
import { Catalogue } from '../../../../src/plugins/index.ts'
import { entryOf } from '../../../support/catalogue-entry.ts'
import { catalogue as fixtures } from '../fixtures/catalogue.ts'

/** Refuses one value, retriably, as often as `times` says; then lets it pass. */
const flakyValue = defineTransformation({
  name: 'flaky-value',
  classes: ['test.FlakyValue'],
  summary: 'Throws for one value for a while.',
  version: '2.0.0',
  config: new ConfigDef({
    value: { type: 'STRING', importance: 'HIGH', doc: 'The value.' },
    times: { type: 'INT', importance: 'HIGH', doc: 'How often.' },
  }),
  create({ value, times }) {
    let left = times
    return {
      apply(record) {
        if (record.value === value && left-- > 0) throw new RetriableException('not now')
        return record
      },
    }
  },
})

type Props = Readonly<Record<string, string>>

class ChattyConnector extends SourceConnector {
  start(): void {}
  taskConfigs(maxTasks: number): Props[] {
    return Array.from({ length: maxTasks }, (_, task) => ({ number: String(task) }))
  }
  stop(): void {}
}

/** Gives nothing and talks about it, at every level. */
class ChattyTask extends SourceTask {
  start(): void {}
  async poll(): Promise<null> {
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (const level of ['error', 'warn', 'info', 'debug', 'trace'] as const) this.context.logger[level](`at ${level}`)
    return null
  }
  stop(): void {}
}

const chattySource = defineSource({
  name: 'chatty-source',
  classes: ['test.ChattySourceConnector'],
  summary: 'Logs.',
  version: '1.0.0',
  config: new ConfigDef({}),
  connector: () => new ChattyConnector(),
  task: () => new ChattyTask(),
})

export const catalogue = new Catalogue([...fixtures.list(), entryOf(chattySource), entryOf(flakyValue)])
