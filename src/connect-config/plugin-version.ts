import { type Validator, validator } from '../config/index.ts'
import { parseVersionRange } from './version-range.ts'

/** A version or a Maven range of versions (KIP-891): `1.0`, `[1.0,2.0)`, `latest`. Null passes. */
export const pluginVersionValidator: Validator = validator((_, value) => {
  if (value === null || value === undefined) return
  parseVersionRange(String(value))
}, 'a version or a range of versions')
