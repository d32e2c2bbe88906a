import { atLeast, ConfigDef, nonEmptyString } from '../../src/config/index.ts'

export const datagenConfig = new ConfigDef({
  'kafka.topic': {
    type: 'STRING',
    validator: nonEmptyString,
    importance: 'HIGH',
    doc: 'Topic that the records go to.',
  },
  'max.interval': {
    type: 'LONG',
    default: 500,
    importance: 'HIGH',
    doc: 'Longest time between two records, in milliseconds; the time is random below it. 0 or less: as fast as possible.',
  },
  iterations: {
    type: 'INT',
    default: -1,
    importance: 'HIGH',
    doc: 'How many records each task makes; -1 = without end.',
  },
  'schema.string': {
    type: 'STRING',
    default: '',
    importance: 'HIGH',
    doc: 'Avro schema of the records as JSON, with annotations (arg.properties) for the values. Instead of schema.filename or quickstart.',
  },
  'schema.filename': {
    type: 'STRING',
    default: '',
    importance: 'HIGH',
    doc: 'File with the Avro schema of the records. Instead of schema.string or quickstart.',
  },
  'schema.keyfield': {
    type: 'STRING',
    default: '',
    importance: 'HIGH',
    doc: 'Field whose value is the key of the record; without it keys are null.',
  },
  quickstart: {
    type: 'STRING',
    default: '',
    importance: 'HIGH',
    doc: 'Name of a built-in schema, in any case: orders, users, pageviews, ratings, stock_trades ...',
  },
  'random.seed': {
    type: 'LONG',
    default: null,
    importance: 'LOW',
    doc: 'Seed of the values: the same seed makes the same records.',
  },
  'generate.timeout': {
    type: 'LONG',
    default: null,
    validator: {
      ensureValid: (name, value) => value !== null && atLeast(1).ensureValid(name, value),
      toString: () => '[1,...]',
    },
    importance: 'LOW',
    doc: 'Longest time to make one record, in milliseconds. Kept for compatibility: making a record never waits.',
  },
})
