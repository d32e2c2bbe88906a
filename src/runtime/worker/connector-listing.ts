import { type Catalogue, chooseVersion } from '../../plugins/index.ts'
import type { ConnectorListing } from './worker-context.ts'

/** The connector of a configuration, in the version that it asks for; of one that is not installed only the class and the kind count. */
export function connectorListing(
  catalogue: Catalogue,
  config: Readonly<Record<string, string>>,
): ConnectorListing | undefined {
  const resolved = catalogue.resolveConnector((config['connector.class'] ?? '').trim())
  if (resolved === undefined) return undefined
  const { className, entry } = resolved
  try {
    const { version } = chooseVersion<'source' | 'sink'>(resolved, {
      version: config['connector.plugin.version'],
    }).entry
    return { kind: entry.kind, className, version }
  } catch {
    // Its start fails, and says which versions there are.
    return { kind: entry.kind, className, version: 'undefined' }
  }
}
