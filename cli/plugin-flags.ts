import { Flags } from '@oclif/core'
import type { InstalledPlugins } from '../src/app/installed-plugins.ts'

/** For commands that look plugins up: where those of the user are, as a worker's `plugin.path`. */
export const pluginFlags = {
  'plugin-path': Flags.string({
    env: 'CONNECT_PLUGIN_PATH',
    summary: 'Folders, packages and files with plugins of your own, as in a worker: a list with commas.',
    helpValue: 'PATH,...',
  }),
}

/** null without a path: the plugins that come with the package are all there is. What cannot be used is told on stderr. */
export async function pluginsOf(flags: {
  readonly 'plugin-path'?: string | undefined
}): Promise<InstalledPlugins | null> {
  const path = (flags['plugin-path'] ?? '').trim()
  if (path === '') return null
  const { installedPlugins } = await import('../src/app/installed-plugins.ts')
  return installedPlugins(path, (message) => void process.stderr.write(`warning ${message}\n`))
}
