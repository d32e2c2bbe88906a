import { existsSync } from 'node:fs'

/**
 * The file that a task host's thread runs: the source while running from sources, the prebuilt one in the packed package (`dist/host/`, made by
 * scripts/build.ts: a thread reads few files instead of hundreds). The only place that knows.
 */
export function hostEntryPath(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./host-entry.ts', import.meta.url)
  const prebuilt = new URL('../../../host/host-entry.js', import.meta.url)
  return existsSync(prebuilt) ? prebuilt : new URL('./host-entry.js', import.meta.url)
}
