import { type ConnectorProps, defineSource, SourceConnector } from '../../src/api/index.ts'
import type { ConfigValue } from '../../src/config/index.ts'
import { isConfigException } from '../../src/errors/index.ts'
import { datagenConfig } from './datagen-config.ts'
import { DatagenTask } from './datagen-task.ts'
import { keySchemaOf, recordSourceOf } from './record-source.ts'

class DatagenConnector extends SourceConnector {
  #props: ConnectorProps = {}

  start(props: ConnectorProps): void {
    this.#props = props
    recordSourceOf(datagenConfig.parse(props))
  }

  /** Every task makes its own records. */
  taskConfigs(maxTasks: number): readonly ConnectorProps[] {
    return Array.from({ length: maxTasks }, (_, id) => ({ ...this.#props, 'task.id': String(id) }))
  }

  stop(): void {}

  override validate(props: ConnectorProps, values: ConfigValue[]): void {
    if (values.some((value) => value.errorMessages.length > 0)) return
    try {
      recordSourceOf(datagenConfig.parse(props))
    } catch (error) {
      if (!isConfigException(error)) throw error
      values.find((value) => value.name === nameInFault(props))?.errorMessages.push(error.message)
    }
  }
}

/** The key that the message of a bad schema belongs to. */
function nameInFault(props: ConnectorProps): string {
  if (props['schema.string']) return 'schema.string'
  return props['schema.filename'] ? 'schema.filename' : 'quickstart'
}

/** `io.confluent.kafka.connect.datagen.DatagenConnector`: records that are made up, for demonstrations and tests. */
export const datagen = defineSource({
  name: 'datagen',
  classes: ['io.confluent.kafka.connect.datagen.DatagenConnector'],
  summary: 'Makes up records of a built-in or given Avro schema.',
  config: datagenConfig,
  examples: [
    {
      title: 'A thousand orders as fast as possible',
      config: { 'kafka.topic': 'orders', quickstart: 'orders', 'max.interval': 0, iterations: 1000 },
    },
    {
      title: 'Users with their id as the key',
      config: { 'kafka.topic': 'users', quickstart: 'users', 'schema.keyfield': 'userid' },
    },
  ],
  connector: () => new DatagenConnector(),
  task: () => new DatagenTask(),
  shape(config) {
    const topic = config['kafka.topic']
    if (config['schema.filename'] !== '') return { topic, keySchema: undefined, valueSchema: undefined }
    const { schema, keyField } = recordSourceOf(config)
    return { topic, keySchema: keySchemaOf(schema, keyField), valueSchema: schema }
  },
})
