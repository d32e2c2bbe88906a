import { BaseCommand } from '../base-command.ts'
import { changeState, type LifecycleResult, lifecycleFlags } from '../remote/lifecycle-command.ts'

export default class Stop extends BaseCommand {
  static override summary = 'Stop connectors: their tasks end, configuration and offsets stay.'
  static override strict = false
  static override usage = 'stop NAME... [--to URL] [--timeout S]'
  static override examples = ['<%= config.bin %> stop orders-source --to http://127.0.0.1:8083']
  static override flags = lifecycleFlags

  async run(): Promise<LifecycleResult> {
    const { argv, flags } = await this.parse(Stop)
    return changeState('stop', argv as string[], flags, (name) => this.log(`stopped  ${name}`))
  }
}
