import { existsSync } from 'node:fs'

/**
 * The file that a task host's thread runs: the source while running from sources, the one prebuilt file in the packed package
 * (`dist/host.js`). The only place that knows.
 */
export function hostEntryPath(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./host-entry.ts', import.meta.url)
  const prebuilt = new URL('../../../host.js', import.meta.url)
  return existsSync(prebuilt) ? prebuilt : new URL('./host-entry.js', import.meta.url)
}
