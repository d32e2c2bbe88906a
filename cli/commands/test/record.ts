import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clientProperties, clusterFlags, withCluster } from '../../broker/cluster-flags.ts'
import { registryConverter } from '../../broker/value-reader.ts'
import { abortOnSignal } from '../../signals.ts'

export interface RecordResult {
  readonly file: string
  readonly records: number
}

const formats = ['bytes', 'avro', 'protobuf', 'json-schema'] as const
type Format = (typeof formats)[number]

export default class TestRecord extends BaseCommand {
  static override summary = 'Record a fixture: records of a topic in a file, for `fixture:` in tests.'
  static override description =
    'Writes one JSON object a line. Text and JSON stay readable, other bytes are base64; with --value-format avro (or protobuf, json-schema) values are written with their schema, so that a test needs no registry. With --from-beginning it ends at the end of the topic, else after --max new records or Ctrl-C.'
  static override usage = 'test record --topic NAME --out FILE [--from-beginning] [--max N]'
  static override examples = [
    '<%= config.bin %> test record --topic orders --from-beginning --max 20 --out fixtures/orders.jsonl',
  ]
  static override flags = {
    ...clusterFlags,
    topic: Flags.string({ required: true, summary: 'Where the records come from.' }),
    out: Flags.string({ required: true, summary: 'The fixture file; it is replaced.', helpValue: 'FILE' }),
    'from-beginning': Flags.boolean({ summary: 'The records that are there, not new ones.' }),
    max: Flags.integer({ default: 100, min: 1, summary: 'At most so many records.' }),
    'key-format': Flags.option({ options: formats })({ default: 'bytes', summary: 'What keys are.' }),
    'value-format': Flags.option({ options: formats })({ default: 'bytes', summary: 'What values are.' }),
    'schema-registry': Flags.string({
      default: 'http://127.0.0.1:8081',
      env: 'SLUICEWAY_SCHEMA_REGISTRY_URL',
      summary: 'Registry for avro, protobuf and json-schema.',
      helpValue: 'URL',
    }),
  }

  async run(): Promise<RecordResult> {
    const { flags } = await this.parse(TestRecord)
    const { recordFixture } = await import('../../testing/record-fixture.ts')
    const converterOf = async (format: Format, isKey: boolean) =>
      format === 'bytes' ? undefined : await registryConverter(format, flags['schema-registry'], isKey)
    const key = await converterOf(flags['key-format'], true)
    const value = await converterOf(flags['value-format'], false)
    using signal = abortOnSignal()
    const records = await withCluster(flags, (cluster) =>
      recordFixture(cluster, {
        topic: flags.topic,
        out: flags.out,
        isFromBeginning: flags['from-beginning'],
        recordsMax: flags.max,
        properties: clientProperties(flags),
        converters: { ...(key && { key }), ...(value && { value }) },
        signal,
      }),
    )
    this.log(`${records} record${records === 1 ? '' : 's'} in ${flags.out}`)
    return { file: flags.out, records }
  }
}
