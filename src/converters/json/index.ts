import { defineConverter } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { converterTypeKey } from '../converter-type.ts'
import { decimalFormat } from './decimal-format.ts'
import { JsonConverter } from './json-converter.ts'
import { jsonWire } from './json-wire.ts'

const config = new ConfigDef({
  'converter.type': converterTypeKey,
  'schemas.enable': {
    type: 'BOOLEAN',
    default: true,
    importance: 'HIGH',
    doc: 'Whether every message carries its schema in an envelope {"schema": ..., "payload": ...}.',
    group: 'Schemas',
    orderInGroup: 0,
    width: 'MEDIUM',
    displayName: 'Enable Schemas',
  },
  'schemas.cache.size': {
    type: 'INT',
    default: 1000,
    importance: 'HIGH',
    doc: 'How many schemas one instance remembers.',
    group: 'Schemas',
    orderInGroup: 1,
    width: 'MEDIUM',
    displayName: 'Schema Cache Size',
  },
  'schema.content': {
    type: 'STRING',
    default: null,
    importance: 'HIGH',
    doc: 'The schema, in the format of the envelope, of messages that carry none. Needs schemas.enable; only for reading (KIP-1054).',
    group: 'Schemas',
    orderInGroup: 2,
    width: 'MEDIUM',
    displayName: 'Schema Content',
  },
  'decimal.format': {
    ...decimalFormat,
    group: 'Serialization',
    orderInGroup: 0,
    width: 'MEDIUM',
    displayName: 'Decimal Format',
  },
  'replace.null.with.default': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether a null in a field that has a default is written and read as the default. False keeps the null.',
    group: 'Serialization',
    orderInGroup: 1,
    width: 'MEDIUM',
    displayName: 'Replace null with default',
  },
})

/** `org.apache.kafka.connect.json.JsonConverter`: JSON with or without schemas. */
export const json = defineConverter({
  name: 'json',
  classes: ['org.apache.kafka.connect.json.JsonConverter'],
  summary: 'JSON, plain or in an envelope that carries the schema.',
  config,
  header: true,
  examples: [
    {
      title: 'Plain JSON without schemas',
      given: { value: { id: 7, price: '12.50' }, valueSchema: { id: 'int64', price: 'decimal(2)' } },
      config: { 'schemas.enable': false },
    },
    {
      title: 'JSON with schemas and readable decimals',
      given: { value: { id: 7, price: '12.50' }, valueSchema: { id: 'int64', price: 'decimal(2)' } },
      config: { 'decimal.format': 'NUMERIC' },
    },
  ],
  wire: (parsed) => jsonWire(parsed['schemas.enable'], parsed['schema.content'] !== null),
  create: (parsed) =>
    new JsonConverter({
      schemasEnable: parsed['schemas.enable'],
      schemasCacheSize: parsed['schemas.cache.size'],
      schemaContent: parsed['schema.content'],
      isNumericDecimal: parsed['decimal.format'].toUpperCase() === 'NUMERIC',
      usesDefaults: parsed['replace.null.with.default'],
    }),
})
