/**
 * The structure of a pipeline file as JSON Schema (2020-12 subset). Alternatives are told apart by type, never by `oneOf`, so that each mistake
 * yields one error at its own place. The published schema adds every plugin's settings to it.
 */
const text = (description: string) => ({ type: 'string', minLength: 1, description })

const config = {
  type: 'object',
  description: "The plugin's settings, by Kafka Connect's keys.",
  additionalProperties: {
    type: ['string', 'number', 'boolean', 'array'],
    items: { type: ['string', 'number', 'boolean'] },
  },
}

const plugin = (description: string) => ({
  type: ['string', 'object'],
  minLength: 1,
  description,
  required: ['type'],
  additionalProperties: false,
  properties: { type: text('Short name or class name.'), config },
})

const duration = (description: string) => ({ type: ['string', 'number'], description })

const transform = {
  type: ['string', 'object'],
  minLength: 1,
  additionalProperties: false,
  required: ['type'],
  properties: {
    name: text('Alias of the step; default: its type in camel case.'),
    type: text('Short name or class name of the SMT.'),
    of: { type: 'string', enum: ['key', 'value'], description: 'Work on the key or on the value (default).' },
    config,
    when: text('Alias of a predicate: apply the step when it holds.'),
    unless: text('Alias of a predicate: apply the step when it does not hold.'),
  },
}

const errors = {
  type: 'object',
  description: 'What happens to records that fail.',
  additionalProperties: false,
  properties: {
    tolerance: {
      type: 'string',
      enum: ['none', 'all'],
      description: '`none` (default) fails the task, `all` skips the record.',
    },
    retry: {
      type: ['string', 'number', 'object'],
      description: 'How long a failed operation is tried again.',
      additionalProperties: false,
      properties: {
        timeout: duration('In total, for example `5m`; `forever` for no limit.'),
        delayMax: duration('Longest wait between two tries.'),
      },
    },
    log: {
      type: ['boolean', 'object'],
      description: 'Write failures to the log.',
      additionalProperties: false,
      properties: {
        messages: { type: 'boolean', description: 'Include topic, partition, offset and timestamp of the record.' },
      },
    },
    dlq: {
      type: ['string', 'object'],
      minLength: 1,
      description: 'Topic for records that failed. Of sources: not on Java workers.',
      required: ['topic'],
      additionalProperties: false,
      properties: {
        topic: text('Name of the topic.'),
        headers: { type: 'boolean', description: 'Add the context of the failure as headers; default true.' },
        replication: {
          type: 'integer',
          description: 'Replication factor of a new topic; default: that of the broker.',
        },
      },
    },
    bisect: {
      type: 'boolean',
      description:
        'Sinks: a batch that the sink refuses is halved until the record at fault is alone; that one is skipped. Needs `tolerance: all`. Not on Java workers.',
    },
    budget: {
      type: ['integer', 'object'],
      minimum: 0,
      description:
        'More errors than this within the window fail the task though they are tolerated. Not on Java workers.',
      required: ['errors'],
      additionalProperties: false,
      properties: {
        errors: { type: 'integer', minimum: 0, description: 'So many are tolerated.' },
        window: duration('Length of the sliding window; default `1m`.'),
      },
    },
    restart: {
      type: ['integer', 'string', 'object'],
      minimum: 0,
      pattern: '^forever$',
      description:
        'A failed task is started again by itself, at most so often in a row; `forever` for no limit. Not on Java workers.',
      additionalProperties: false,
      properties: {
        attempts: {
          type: ['integer', 'string'],
          minimum: 0,
          pattern: '^forever$',
          description: 'Restarts in a row; default `forever`.',
        },
        backoff: duration('Wait before the first restart, doubled with each further one; default `10s`.'),
        backoffMax: duration('Longest wait, and how long a task has to run for the count to begin anew; default `5m`.'),
      },
    },
  },
}

const connector = {
  connector: text('Short name or class name of the connector.'),
  name: text('Name of the connector; offsets and consumer groups hang on it.'),
  tasks: { type: 'integer', minimum: 1, description: 'At most so many tasks (`tasks.max`); default 1.' },
  config,
  transforms: { type: 'array', description: 'SMTs, in order.', items: transform },
  key: plugin('Converter of keys.'),
  value: plugin('Converter of values.'),
  header: plugin('Converter of headers.'),
  errors,
}

const sink = {
  type: 'object',
  required: ['connector'],
  additionalProperties: false,
  properties: {
    topics: {
      type: ['string', 'array', 'object'],
      minLength: 1,
      minItems: 1,
      items: text('Name of a topic.'),
      required: ['regex'],
      additionalProperties: false,
      properties: { regex: text('Java regular expression that a topic name must match entirely.') },
      description: 'The topics to read: one, a list, or `regex`.',
    },
    ...connector,
  },
}

export const pipelineFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Sluiceway pipeline',
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: text('Name of the pipeline; connectors are named after it.'),
    description: { type: 'string', description: 'For readers; not used.' },
    source: { type: 'object', required: ['connector'], additionalProperties: false, properties: connector },
    sinks: {
      type: 'object',
      description: 'Sinks by id.',
      minProperties: 1,
      additionalProperties: sink,
    },
    predicates: {
      type: 'object',
      description: 'Conditions for `when` and `unless`, by alias.',
      additionalProperties: plugin('Short name or class name of the predicate.'),
    },
  },
}
