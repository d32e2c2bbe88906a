import { BaseCommand } from '../base-command.ts'
import { changeState, type LifecycleResult, lifecycleFlags } from '../remote/lifecycle-command.ts'

export default class Pause extends BaseCommand {
  static override summary = 'Pause connectors: their tasks stay, nothing flows.'
  static override strict = false
  static override usage = 'pause NAME... [--to URL] [--timeout S]'
  static override examples = ['<%= config.bin %> pause orders-source --to http://127.0.0.1:8083']
  static override flags = lifecycleFlags

  async run(): Promise<LifecycleResult> {
    const { argv, flags } = await this.parse(Pause)
    return changeState('pause', argv as string[], flags, (name) => this.log(`paused  ${name}`))
  }
}
