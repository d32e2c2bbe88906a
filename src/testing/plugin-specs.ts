import { converterSpec } from '../runtime/worker/task-spec.ts'
import type { CompiledConnector } from '../spec/index.ts'

/** Converters of a connector that names none: those of `pipeline run`. */
const workerConverters = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
  'header.converter': 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
}

/** What the plugin factory needs to know of a connector. */
export function pluginSpecs({ config }: CompiledConnector) {
  return {
    connectorConfig: config,
    keyConverter: converterSpec('key.converter', config, workerConverters),
    valueConverter: converterSpec('value.converter', config, workerConverters),
    headerConverter: converterSpec('header.converter', config, workerConverters),
  }
}
