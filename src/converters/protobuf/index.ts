import { defineConverter } from '../../api/index.ts'
import { registryConfig } from '../../schema-registry/index.ts'
import { localRegistryExample } from '../registry/local-registry-example.ts'
import { RegistryConverter } from '../registry/registry-converter.ts'
import { ProtobufFormat } from './protobuf-format.ts'
import { protobufConfig, protobufOptions } from './protobuf-options.ts'

/** `io.confluent.connect.protobuf.ProtobufConverter`: Protobuf with schemas in a schema registry. */
export const protobuf = defineConverter({
  name: 'protobuf',
  classes: ['io.confluent.connect.protobuf.ProtobufConverter'],
  summary: 'Protobuf with the schema in a schema registry.',
  config: registryConfig.merge(protobufConfig),
  examples: [
    localRegistryExample,
    {
      title: 'Nulls that differ from zeros',
      config: { 'schema.registry.url': 'http://localhost:8081', 'optional.for.nullables': true },
    },
  ],
  create: (parsed, context, props) =>
    new RegistryConverter(new ProtobufFormat(protobufOptions(props)), parsed, context, props),
})
