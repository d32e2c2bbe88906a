import { defineConverter } from '../../api/index.ts'
import { registryConfig } from '../../schema-registry/index.ts'
import { localRegistryExample } from '../registry/local-registry-example.ts'
import { RegistryConverter } from '../registry/registry-converter.ts'
import { JsonSchemaFormat } from './json-schema-format.ts'
import { jsonSchemaConfig, jsonSchemaOptions } from './json-schema-options.ts'

/** `io.confluent.connect.json.JsonSchemaConverter`: JSON with a JSON Schema in a schema registry. */
export const jsonSchema = defineConverter({
  name: 'json-schema',
  classes: ['io.confluent.connect.json.JsonSchemaConverter'],
  summary: 'JSON with a JSON Schema in a schema registry.',
  config: registryConfig.merge(jsonSchemaConfig),
  examples: [
    localRegistryExample,
    {
      title: 'Decimals as numbers, objects without unknown properties',
      config: {
        'schema.registry.url': 'http://localhost:8081',
        'decimal.format': 'NUMERIC',
        'object.additional.properties': false,
      },
    },
  ],
  create: (parsed, context, props) =>
    new RegistryConverter(new JsonSchemaFormat(jsonSchemaOptions(props)), parsed, context, props),
})
