import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import type { InstallResult } from '../../plugins/install-plugins.ts'

export default class PluginsInstall extends BaseCommand {
  static override summary = 'Install plugin packages with npm into a folder for plugin.path.'
  static override description =
    'PACKAGE is whatever npm installs: a name, name@version, a tarball, a folder or a git address. Each version of a package has a folder of its own, NAME@VERSION: several stay side by side, and a connector chooses with connector.plugin.version; delete the folder of one that is not needed any more. Put the folder on plugin.path of every worker and restart them; commands take it as --plugin-path. Install scripts of packages do not run.'
  static override strict = false
  static override usage = 'plugins install PACKAGE... [--into DIR]'
  static override examples = [
    '<%= config.bin %> plugins install acme-connectors@1.2.3 --into /opt/sluiceway/plugins',
    '<%= config.bin %> plugins install ./acme-connectors-1.2.3.tgz',
  ]
  static override flags = {
    into: Flags.string({ default: 'plugins', summary: 'The folder; made when it does not exist.', helpValue: 'DIR' }),
  }

  async run(): Promise<InstallResult> {
    const { argv, flags } = await this.parse(PluginsInstall)
    const { installPlugins } = await import('../../plugins/install-plugins.ts')
    const result = await installPlugins(argv as string[], flags.into, (message) => this.warn(message))
    for (const { name, version, classes } of result.plugins) this.log(`${name}  ${version}  ${classes[0]}`)
    this.log(`Set plugin.path=${result.directory} for workers, or --plugin-path for commands.`)
    return result
  }
}
