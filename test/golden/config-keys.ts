import type { ConfigDef } from '../../src/config/index.ts'
import { configInfosOf } from '../../src/connect-config/index.ts'

/** Key definitions as REST lists them. */
export const configKeysOf = (definition: ConfigDef): unknown[] => [...configInfosOf(definition)]
