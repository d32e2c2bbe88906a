/**
 * Sluiceway behind the functions that golden cases call: every case of Apache Kafka's own classes can be asked here and compared. Inputs and
 * results are in the neutral form of `neutral/`. Errors carry the Java class as `name` and `javaClass`.
 */
import type { Converter, HeaderConverter } from '../../src/api/index.ts'
import {
  type ConfigDef,
  type ConfigType,
  convertToString,
  parseType as parseConfigType,
} from '../../src/config/index.ts'
import { configInfosOf, validateConnectorConfig, validationWorkerOf } from '../../src/connect-config/index.ts'
import { ConfigException, ConnectException, isConnectException, JavaException } from '../../src/errors/index.ts'
import { SimpleDateFormat } from '../../src/java/date-format/index.ts'
import { compileReplacement, JavaPattern } from '../../src/java/index.ts'
import { chainOf } from './chain.ts'
import { classExists } from './java-classes.ts'
import { decodeSchema, encodeValue, type NeutralSchema, type NeutralValue } from './neutral/data.ts'
import {
  decodePair,
  decodeRecord,
  encodePair,
  encodeRecord,
  type NeutralRecord,
  type NeutralSchemaAndValue,
} from './neutral/record.ts'
import { catalogue, findAnyPlugin, findPlugin } from './plugins.ts'
import { configDefOf } from './targets.ts'

export { avroFrom, avroTo, jsonSchemaFrom, wireFormat } from './registry-adapter.ts'

export type Kind = 'source' | 'sink'
type Config = Readonly<Record<string, string>>

export function applyTransform(
  className: string,
  config: Config,
  record: NeutralRecord,
  { kind }: { readonly kind: Kind; readonly id?: string },
): NeutralRecord | null {
  return named(() => {
    const found = findPlugin('transformation', className)
    if (!found) throw new ConnectException(`Unknown transformation ${className}`)
    const { definition } = found
    const variant = found.className.endsWith('$Key') ? 'key' : 'value'
    const smt = definition.create(definition.config.parse(config), { variant }, config)
    const result = smt.apply(decodeRecord(record, kind))
    return result === null ? null : encodeRecord(result)
  })
}

export function applyChain(
  config: Config,
  record: NeutralRecord,
  { kind }: { readonly kind: Kind },
): NeutralRecord | null {
  return named(() => {
    const result = chainOf(config)(decodeRecord(record, kind))
    return result === null ? null : encodeRecord(result)
  })
}

export function testPredicate(
  className: string,
  config: Config,
  record: NeutralRecord,
  kind: Kind = 'source',
): boolean {
  return named(() => {
    const found = findPlugin('predicate', className)
    if (!found) throw new ConnectException(`Unknown predicate ${className}`)
    return found.definition.create(found.definition.config.parse(config)).test(decodeRecord(record, kind))
  })
}

export interface ConvertCase {
  readonly class: string
  readonly config: Config
  readonly isKey?: boolean
  readonly topic?: string
  readonly header?: boolean
  readonly direction: 'fromConnect' | 'toConnect'
  readonly schema?: NeutralSchema | null
  readonly value?: NeutralValue
  readonly bytes?: Uint8Array | null
}

export function convert(request: ConvertCase): Buffer | null | NeutralSchemaAndValue {
  return named(() => {
    const topic = request.topic ?? 'test'
    const { toBytes, toData } = codecOf(request, topic)
    if (request.direction === 'toConnect') {
      const { schema, value } = toData(request.bytes ?? null)
      return encodePair(schema, value)
    }
    const { schema, value } = decodePair({ schema: request.schema ?? null, value: request.value ?? null })
    const bytes = toBytes(schema, value)
    return bytes === null ? null : Buffer.from(bytes)
  })
}

function codecOf(request: ConvertCase, topic: string) {
  const type = request.header ? 'header' : request.isKey ? 'key' : 'value'
  const props = { 'converter.type': type, ...request.config }
  const asHeader = request.header ? findPlugin('header_converter', request.class)?.definition : undefined
  if (asHeader) {
    const converter: HeaderConverter = asHeader.create(asHeader.config.parse(props), props)
    return {
      toBytes: converter.fromConnectHeader.bind(converter, topic, 'h'),
      toData: converter.toConnectHeader.bind(converter, topic, 'h'),
    }
  }
  const definition = findPlugin('converter', request.class)?.definition
  if (!definition) throw new ConnectException(`Unknown converter ${request.class}`)
  const context = { isKey: request.isKey ?? false, logger: silent, registry: noRegistry }
  const converter = definition.create(definition.config.parse(props), context, props)
  return { toBytes: sync(converter.fromConnectData.bind(converter, topic)), toData: sync(toData(converter, topic)) }
}

const toData = (converter: Converter, topic: string) => (bytes: Uint8Array | null) =>
  converter.toConnectData(topic, bytes)

function sync<A extends unknown[], R>(call: (...args: A) => R | Promise<R>): (...args: A) => R {
  return (...args) => {
    const result = call(...args)
    if (result instanceof Promise) throw new ConnectException('The converter waits for a registry')
    return result
  }
}

const nothing = () => undefined
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }
const noRegistry = (): never => {
  throw new ConnectException('No registry here')
}

export function validateConfig(request: {
  readonly target: string
  readonly config: Config
  readonly mode: string
  /** Properties of the worker that validates a connector; default: a standalone one. */
  readonly worker?: Config
}): unknown {
  return named(() => {
    if (request.mode === 'connector') return validateConnector(request.config, request.worker ?? {})
    const definition: ConfigDef = configDefOf(request.target, request.config)
    if (request.mode === 'parse') return parsedTexts(definition, request.config)
    return definition.validate(request.config, { classExists }).map((value) => ({
      name: value.name,
      value: convertToString(value.value, definition.keys[value.name]?.type),
      errors: value.errorMessages,
      recommended_values: value.recommendedValues.map((item) => convertToString(item)),
      visible: value.visible,
    }))
  })
}

function parsedTexts(definition: ConfigDef, config: Config): Record<string, string | null> {
  const parsed = definition.parse(config, { classExists })
  const names = Object.keys(definition.keys)
  return Object.fromEntries(names.map((name) => [name, convertToString(parsed[name], definition.keys[name]?.type)]))
}

const validateConnector = (config: Config, worker: Config): Promise<unknown> =>
  validateConnectorConfig(config, { catalogue, worker: validationWorkerOf(worker), classExists })

export function configKeys(className: string): unknown[] {
  const target = findAnyPlugin(className)
  return configInfosOf(target?.config ?? configDefOf(className, {}))
}

export function parseType(
  name: string,
  value: string | null,
  type: ConfigType,
): { value: NeutralValue; string: string | null } {
  return named(() => {
    const parsed = parseConfigType(name, value, type, { classExists })
    return { value: encodeParsed(parsed, type), string: convertToString(parsed, type) }
  })
}

function encodeParsed(parsed: unknown, type: ConfigType): NeutralValue {
  if (parsed === null) return null
  if (type === 'PASSWORD') return '[hidden]'
  if (type === 'INT') return { i32: parsed as number }
  if (type === 'SHORT') return { i16: parsed as number }
  if (type === 'LONG') return { i64: String(parsed) }
  if (type === 'DOUBLE') return encodeValue(parsed, decodeSchema({ type: 'float64' }))
  return encodeValue(parsed, null)
}

export function regex(pattern: string, input: string, replacement: string): { matches: boolean; replaced?: string } {
  return named(() => {
    const compiled = JavaPattern.compile(pattern)
    if (!compiled.matches(input)) return { matches: false }
    return { matches: true, replaced: compiled.replaceFirst(input, compileReplacement(compiled, replacement)) }
  })
}

export const dateFormat = (pattern: string, millis: number | string): string =>
  named(() => new SimpleDateFormat(pattern).format(BigInt(millis)))

export const dateParse = (pattern: string, text: string): string =>
  named(() => String(new SimpleDateFormat(pattern).parse(text)))

/** Runs a step and gives what it throws the Java class as its name. */
function named<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (
      error instanceof Error &&
      (isConnectException(error) || error instanceof ConfigException || error instanceof JavaException)
    )
      error.name = error.javaClass.slice(error.javaClass.lastIndexOf('.') + 1)
    throw error
  }
}
