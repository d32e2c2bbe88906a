import type { Converter, SchemaAndValue } from '../../src/api/index.ts'
import { PipelineError } from '../../src/errors/index.ts'

export const valueFormats = ['auto', 'string', 'json', 'hex', 'avro', 'protobuf', 'json-schema'] as const
export type ValueFormat = (typeof valueFormats)[number]

type RegistryFormat = 'avro' | 'protobuf' | 'json-schema'

const converters: Readonly<Record<RegistryFormat, string>> = {
  avro: 'io.confluent.connect.avro.AvroConverter',
  protobuf: 'io.confluent.connect.protobuf.ProtobufConverter',
  'json-schema': 'io.confluent.connect.json.JsonSchemaConverter',
}

/** Makes something of a key or value that JSON can show. Bytes that are not of the format come as `{"error", "hex"}`. */
export type ValueReader = (topic: string, bytes: Buffer | null) => Promise<unknown>

export async function valueReader(
  format: ValueFormat,
  registryUrl: string | undefined,
  isKey: boolean,
): Promise<ValueReader> {
  if (format === 'auto') return registryUrl === undefined ? text : autoReader(registryUrl, isKey)
  if (format === 'string') return text
  if (format === 'hex') return async (_topic, bytes) => bytes?.toString('hex') ?? null
  if (format === 'json') return safe(async (_topic, bytes) => JSON.parse(bytes.toString()) as unknown)
  if (registryUrl === undefined) {
    throw new PipelineError('SLW6001', `Values of format ${format} are read with a schema registry.`, {
      hint: 'Name it with --schema-registry http://host:8081.',
    })
  }
  const converter = await registryConverter(format, registryUrl, isKey)
  const { plainValue } = await import('./plain-value.ts')
  return safe(async (topic, bytes) => {
    const { schema, value }: SchemaAndValue = await converter.toConnectData(topic, bytes)
    return plainValue(schema, value)
  })
}

const text: ValueReader = async (_topic, bytes) => bytes?.toString() ?? null

/** Magic byte 0 and a schema id of four bytes. */
const ID_BYTES = 5

/** Decodes what begins with a schema id that the registry knows, and takes anything else for text. */
function autoReader(registryUrl: string, isKey: boolean): ValueReader {
  const readers = new Map<RegistryFormat, Promise<ValueReader>>()
  const formats = new Map<number, Promise<RegistryFormat | null>>()
  return async (topic, bytes) => {
    if (bytes === null || bytes.length < ID_BYTES || bytes[0] !== 0) return text(topic, bytes)
    const id = bytes.readInt32BE(1)
    if (!formats.has(id)) formats.set(id, formatOfSchema(registryUrl, id))
    const format = await formats.get(id)!
    if (format === null) return text(topic, bytes)
    if (!readers.has(format)) readers.set(format, valueReader(format, registryUrl, isKey))
    return (await readers.get(format)!)(topic, bytes)
  }
}

/** null for an id that is not known. */
async function formatOfSchema(registryUrl: string, id: number): Promise<RegistryFormat | null> {
  const url = `${registryUrl.replace(/\/+$/, '')}/schemas/ids/${id}`
  const response = await fetch(url).catch((cause: unknown) => {
    throw new PipelineError('SLW6003', `The schema registry at ${registryUrl} cannot be reached.`, { cause })
  })
  if (!response.ok) return null
  const { schemaType = 'AVRO' } = (await response.json()) as { schemaType?: string }
  return schemaType === 'PROTOBUF' ? 'protobuf' : schemaType === 'JSON' ? 'json-schema' : 'avro'
}

/** The converter of a format that needs a registry. */
export async function registryConverter(format: RegistryFormat, url: string, isKey: boolean): Promise<Converter> {
  const [{ builtinCatalogue }, { createRegistryPort }] = await Promise.all([
    import('../../src/app/catalogue.ts'),
    import('../../src/schema-registry/index.ts'),
  ])
  const definition = await builtinCatalogue().resolve('converter', converters[format])!.entry.load()
  const props = { 'schema.registry.url': url }
  const silent = () => {}
  const logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent, isEnabled: () => false }
  const context = { isKey, logger, registry: createRegistryPort }
  return definition.create(definition.config.parse(props), context, props)
}

function safe(read: (topic: string, bytes: Buffer) => Promise<unknown>): ValueReader {
  return async (topic, bytes) => {
    if (bytes === null) return null
    try {
      return await read(topic, bytes)
    } catch (error) {
      return { error: (error as Error).message, hex: bytes.toString('hex') }
    }
  }
}
