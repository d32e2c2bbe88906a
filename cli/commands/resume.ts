import { BaseCommand } from '../base-command.ts'
import { changeState, type LifecycleResult, lifecycleFlags } from '../remote/lifecycle-command.ts'

export default class Resume extends BaseCommand {
  static override summary = 'Let connectors run again after pause or stop.'
  static override strict = false
  static override usage = 'resume NAME... [--to URL] [--timeout S]'
  static override examples = ['<%= config.bin %> resume orders-source --to http://127.0.0.1:8083']
  static override flags = lifecycleFlags

  async run(): Promise<LifecycleResult> {
    const { argv, flags } = await this.parse(Resume)
    return changeState('resume', argv as string[], flags, (name) => this.log(`running  ${name}`))
  }
}
