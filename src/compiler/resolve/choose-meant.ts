import { chooseVersion, converterVersion, type Resolved, versionProblem } from '../../plugins/index.ts'
import { hasProviderReference } from '../config-text.ts'
import type { ResolveContext } from './context.ts'
import type { PluginReference } from './resolve-plugin.ts'

/** The version that a worker with the same plugins would use (KIP-891); one that is not there, or is none, is reported. */
export function chooseMeant(
  found: Resolved,
  { version, versionPointer: pointer }: PluginReference,
  { beside, report }: ResolveContext,
): Resolved | undefined {
  const { kind } = found.entry
  const known = version === undefined || hasProviderReference(version) ? undefined : version
  const isConverter = kind === 'converter' || kind === 'header_converter'
  try {
    const problem = versionProblem(
      found.className,
      known,
      found.versions.map((entry) => entry.version),
    )
    if (problem === null)
      return chooseVersion(found, isConverter ? converterVersion(known, beside) : { version: known, beside })
    report.add({ code: 'SLW3004', message: `${problem}.`, pointer })
  } catch (error) {
    report.add({
      code: 'SLW2004',
      message: `${(error as Error).message}.`,
      pointer,
      hint: 'A version, a range as Maven writes it, for example `[1.0,2.0)`, or `latest`.',
    })
  }
  return undefined
}
