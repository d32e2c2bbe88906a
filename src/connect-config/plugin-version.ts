import { type Validator, validator } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import { versionProblem, versionRequirement } from '../plugins/index.ts'

/** A version or a Maven range of versions (KIP-891): `1.0`, `[1.0,2.0)`, `latest`. Null passes. */
export const pluginVersionValidator: Validator = validator((_, value) => {
  if (value !== null && value !== undefined) versionRequirement(String(value))
}, 'a version or a range of versions')

/** As `versionProblem`, for a text that may be no range either. */
export function versionOrSyntaxProblem(
  className: string,
  text: string | null | undefined,
  versions: readonly string[],
): string | null {
  try {
    return versionProblem(className, text, versions)
  } catch (error) {
    if (error instanceof ConfigException) return error.message
    throw error
  }
}
