import type { ConfigDef } from '../../src/config/index.ts'
import { configInfosOf } from '../../src/connect-config/index.ts'

/** Key definitions as the golden cases spell them: `order_in_group` where REST says `order`. */
export const configKeysOf = (definition: ConfigDef): unknown[] =>
  configInfosOf(definition).map(({ order, ...info }) => ({ ...info, order_in_group: order }))
