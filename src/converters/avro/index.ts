import { defineConverter } from '../../api/index.ts'
import { DataException } from '../../errors/index.ts'
import { registryConfig } from '../../schema-registry/index.ts'
import { localRegistryExample } from '../registry/local-registry-example.ts'
import { RegistryConverter } from '../registry/registry-converter.ts'
import { avroDataConfig, avroDataOptions } from './avro-config.ts'
import { AvroData } from './avro-data.ts'
import { AvroFormat } from './avro-format.ts'

const FORMAT = 'Avro of a schema registry'
const config = registryConfig.merge(avroDataConfig)

/** `io.confluent.connect.avro.AvroConverter`: Avro with schemas in a schema registry. */
export const avro = defineConverter({
  name: 'avro',
  classes: ['io.confluent.connect.avro.AvroConverter'],
  summary: 'Avro with the schema in a schema registry.',
  config,
  examples: [
    localRegistryExample,
    {
      title: 'A registry with basic authentication, schemas registered beforehand',
      config: {
        'schema.registry.url': 'https://registry.example.com',
        'basic.auth.credentials.source': 'USER_INFO',
        'basic.auth.user.info': '${env:REGISTRY_USER_INFO}',
        'auto.register.schemas': false,
        'use.latest.version': true,
      },
    },
  ],
  wire: () => ({
    writes: FORMAT,
    reads(format, schema) {
      if (format === FORMAT) return schema
      if (/^(?:JSON|Protobuf)/.test(format)) throw new DataException('Unknown magic byte!')
      return undefined
    },
  }),
  create: (parsed, context, props) =>
    new RegistryConverter(new AvroFormat(new AvroData(avroDataOptions(props))), parsed, context, props),
})
