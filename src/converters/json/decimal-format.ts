import { caseInsensitiveOneOf } from '../../config/index.ts'

/** The setting `decimal.format` of the converters that write JSON. */
export const decimalFormat = {
  type: 'STRING',
  default: 'BASE64',
  validator: caseInsensitiveOneOf('BASE64', 'NUMERIC'),
  importance: 'LOW',
  doc: 'How decimals are written: BASE64 (bytes of the unscaled value) or NUMERIC (a JSON number). Both are read.',
} as const
