import { type ConfigKey, oneOf } from '../config/index.ts'

/** `converter.type` of Connect's ConverterConfig: set by the framework, never by users. */
export const converterTypeKey = {
  type: 'STRING',
  validator: oneOf('key', 'value', 'header'),
  importance: 'LOW',
  doc: 'How this converter will be used.',
} as const satisfies ConfigKey
