import * as adapter from './adapter.ts'
import type { GoldenCase } from './case-files.ts'

const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))

type Runner = (input: GoldenCase) => unknown

function transform(input: GoldenCase): unknown {
  const kind = input['kind'] as adapter.Kind
  const record = adapter.applyTransform(input.class, input.config, input['record'] as never, { kind, id: input.id })
  return record === null ? { dropped: true } : { record }
}

function chain(input: GoldenCase): unknown {
  const record = adapter.applyChain(input.config, input['record'] as never, { kind: input['kind'] as adapter.Kind })
  return record === null ? { dropped: true } : { record }
}

function fromConnect(input: GoldenCase, header: boolean, isRoundTrip: boolean): unknown {
  const bytes = adapter.convert({
    ...(input as never as adapter.ConvertCase),
    header,
    direction: 'fromConnect',
  }) as Buffer | null
  const data = isRoundTrip ? { data: toConnect(input, header, bytes) } : {}
  return { bytes: base64(bytes), ...data }
}

const toConnect = (input: GoldenCase, header: boolean, bytes: Buffer | null) =>
  adapter.convert({ ...(input as never as adapter.ConvertCase), header, direction: 'toConnect', bytes })

const bytesOf = (input: GoldenCase) =>
  typeof input['bytes'] === 'string' ? Buffer.from(input['bytes'], 'base64') : null

const runners: Readonly<Record<string, Runner>> = {
  transform,
  chain,
  predicate: (input) => ({ result: adapter.testPredicate(input.class, input.config, input['record'] as never) }),
  roundtrip: (input) => fromConnect(input, false, true),
  fromConnect: (input) => fromConnect(input, false, false),
  toConnect: (input) => ({ data: toConnect(input, false, bytesOf(input)) }),
  roundtripHeader: (input) => fromConnect(input, true, true),
  toHeader: (input) => ({ data: toConnect(input, true, bytesOf(input)) }),
  configDefValidate: (input) => ({
    values: adapter.validateConfig({ target: input.class, config: input.config, mode: 'validate' }),
  }),
  configDefParse: (input) => ({
    parsed: adapter.validateConfig({ target: input.class, config: input.config, mode: 'parse' }),
  }),
  validateConnector: async (input) => ({
    configInfos: await adapter.validateConfig({
      target: 'connector',
      config: input.config,
      mode: 'connector',
      worker: (input['worker'] ?? {}) as Record<string, string>,
    }),
  }),
  configKeys: (input) => ({ keys: adapter.configKeys(input.class) }),
  parseType: (input) =>
    adapter.parseType(input['name'] as string, input['value'] as string | null, input['type'] as never),
  regex: (input) => adapter.regex(input['regex'] as string, input['input'] as string, input['replacement'] as string),
  sdfFormat: (input) => ({ text: adapter.dateFormat(input['pattern'] as string, input['millis'] as string) }),
  sdfParse: (input) => ({ millis: adapter.dateParse(input['pattern'] as string, input['text'] as string) }),
  avroFrom: (input) => adapter.avroFrom(input),
  avroTo: (input) => adapter.avroTo(input),
  jsonSchemaFrom: (input) => adapter.jsonSchemaFrom(input),
  wire: (input) => adapter.wireFormat(input),
}

/** What Sluiceway answers, in the form of the case's `expect`; an error becomes `{error}`. */
export async function runCase(input: GoldenCase): Promise<Record<string, unknown>> {
  const runner = runners[input.op]
  if (runner === undefined) throw new Error(`Unknown operation ${input.op}`)
  try {
    return (await runner(input)) as Record<string, unknown>
  } catch (error) {
    const { name, message, javaClass } = error as Error & { javaClass?: string }
    return { error: { class: javaClass ?? name, message } }
  }
}
