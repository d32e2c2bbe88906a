import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { DebeziumSettings, isEnvelope, typedField } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { javaToString, type Schema, SourceRecord, type Struct } from '../../src/data/index.ts'
import { isDataException, JavaException } from '../../src/errors/index.ts'
import { classCast, javaSplit } from '../../src/java/index.ts'
import { javaHash } from './java-hash.ts'
import { murmurOfBytes, murmurOfInt, murmurOfText } from './murmur-hash.ts'

const config = new ConfigDef({
  'partition.payload.fields': {
    type: 'LIST',
    default: null,
    importance: 'HIGH',
    doc: 'Fields that decide the partition, such as `after.id`; `change.id` looks into the row that the event is about.',
  },
  'partition.topic.num': { type: 'INT', default: null, importance: 'HIGH', doc: 'Number of partitions of the topic.' },
  'partition.hash.function': { type: 'STRING', default: 'java', importance: 'LOW', doc: '`java` or `murmur`.' },
})

interface Found {
  readonly value: unknown
  readonly schema: Schema
}

const murmur = ({ value, schema }: Found): number => {
  if (typeof value === 'string') return murmurOfText(value)
  return value instanceof Uint8Array ? murmurOfBytes(value) : murmurOfInt(javaHash(value, schema))
}
const java = ({ value, schema }: Found): number => javaHash(value, schema)

function readSettings(props: Readonly<Record<string, unknown>>) {
  const settings = new DebeziumSettings(props)
  const fields = settings.names('partition.payload.fields')
  const count = settings.required('partition.topic.num')
  if (count.trim() !== '' && !(/^\+?\d{1,10}$/.test(count) && Number(count) > 0 && Number(count) < 2 ** 31))
    settings.report('partition.topic.num', 'A positive, non-zero integer value is expected')
  settings.refuseFirstProblem()
  const name = settings.text('partition.hash.function', 'java').trim().toLowerCase()
  return { fields, partitions: Number(count), hash: name === 'murmur' ? murmur : java }
}

/** The value that a path names, or null when there is none. */
function find(path: string, envelope: Struct): Found | null {
  const steps = javaSplit(path, '.').map((step) => step.trim())
  const last = steps.pop() ?? ''
  let struct: Struct | null = envelope
  try {
    for (const step of steps) {
      if (struct === null) return null
      const isDelete = step === 'change' && typedField(envelope, 'op', 'string') === 'd'
      const name = step !== 'change' ? step : isDelete ? 'before' : 'after'
      struct = typedField(struct, name, 'struct') as Struct | null
    }
    if (struct === null) return null
    const value = struct.get(last)
    return value === null ? null : { value, schema: struct.schema.field(last)!.schema }
  } catch (error) {
    if (isDataException(error)) return null
    throw error
  }
}

export const partitionRouting = defineTransformation({
  name: 'partition-routing',
  classes: ['io.debezium.transforms.partitions.PartitionRouting'],
  summary: 'Picks the partition of a change event by fields of the row.',
  config,
  examples: [
    {
      title: 'Rows of one customer in one partition.',
      given: {
        value: { before: null, after: { id: 1, customer_id: 7 }, op: 'c' },
        valueSchema: {
          $name: 'db.shop.orders.Envelope',
          before: { $optional: true, id: 'int32', customer_id: 'int32' },
          after: { $optional: true, id: 'int32', customer_id: 'int32' },
          op: 'string',
        },
      },
      config: { 'partition.payload.fields': 'change.customer_id', 'partition.topic.num': 6 },
    },
  ],
  create(_settings, _context, props): Transformation {
    const { fields, partitions, hash } = readSettings(props)
    const partitionOf = (envelope: Struct): number | null => {
      if (envelope.schema.field('op') !== null && ['t', 'm'].includes(typedField(envelope, 'op', 'string') as string))
        return null
      const found = fields.map((path) => find(path, envelope)).filter((value) => value !== null)
      if (found.length === 0) return null
      const sum = found.reduce((total, value) => (total + hash(value)) | 0, 0) & 0x7fffffff
      return (sum === 0x7fffffff ? 0 : sum) % partitions
    }
    return {
      apply(record) {
        if (record.value === null || !isEnvelope(record)) return record
        try {
          if (!(record instanceof SourceRecord)) throw classCast('PartitionRouting is for source connectors only')
          const partition = partitionOf(record.value as Struct)
          return partition === null ? record : record.with({ kafkaPartition: partition })
        } catch (error) {
          throw new JavaException(
            'io.debezium.DebeziumException',
            `Unprocessable message ${javaToString(record.value, record.valueSchema)}`,
            error,
          )
        }
      },
    }
  },
  shape: (input) => input,
})
