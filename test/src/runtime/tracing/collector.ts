import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status: { readonly code?: number }
}

export interface Collector {
  readonly url: string
  readonly spans: CollectedSpan[]
  readonly requests: { readonly path: string; readonly headers: Record<string, unknown>; readonly body: string }[]
  /** Status of the next answers. */
  status: number
}

/** A server in a collector's place. It refuses what is not an ExportTraceServiceRequest in OTLP's JSON encoding. */
export async function startCollector(): Promise<Collector> {
  const collector: Collector = { url: '', spans: [], requests: [], status: 200 }
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      collector.requests.push({ path: request.url ?? '', headers: { ...request.headers }, body })
      if (collector.status === 200) collector.spans.push(...spansOf(JSON.parse(body)))
      response.writeHead(collector.status, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(collector, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

type Json = Record<string, unknown>

/** Checks the shape of opentelemetry-proto's JSON mapping, field by field. */
function spansOf(request: Json): CollectedSpan[] {
  only(request, ['resourceSpans'])
  return list(request['resourceSpans']).flatMap((each) => {
    only(each, ['resource', 'scopeSpans'])
    checkAttributes((each['resource'] as Json)['attributes'])
    return list(each['scopeSpans']).flatMap((scoped) => {
      only(scoped, ['scope', 'spans'])
      only(scoped['scope'] as Json, ['name', 'version'])
      for (const span of list(scoped['spans'])) checkSpan(span)
      return scoped['spans'] as CollectedSpan[]
    })
  })
}

function checkSpan(span: Json): void {
  only(span, [
    ...['traceId', 'spanId', 'parentSpanId', 'flags', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano'],
    ...['attributes', 'links', 'status'],
  ])
  const claim = (is: boolean, what: string) => {
    if (!is) throw new Error(`${what}: ${JSON.stringify(span)}`)
  }
  claim(/^(?!0+$)[0-9a-f]{32}$/.test(String(span['traceId'])), 'traceId')
  claim(/^(?!0+$)[0-9a-f]{16}$/.test(String(span['spanId'])), 'spanId')
  const parent = span['parentSpanId'] ?? '0123456789abcdef'
  claim(typeof parent === 'string' && /^[0-9a-f]{16}$/.test(parent), 'parentSpanId')
  claim(typeof span['name'] === 'string' && span['name'] !== '', 'name')
  claim([1, 2, 3, 4, 5].includes(span['kind'] as number), 'kind')
  for (const key of ['startTimeUnixNano', 'endTimeUnixNano'])
    claim(typeof span[key] === 'string' && /^\d{19}$/.test(span[key]), key)
  claim(BigInt(String(span['endTimeUnixNano'])) >= BigInt(String(span['startTimeUnixNano'])), 'ends before it starts')
  checkAttributes(span['attributes'])
  for (const link of list(span['links'] ?? [])) only(link, ['traceId', 'spanId'])
}

function checkAttributes(attributes: unknown): void {
  for (const attribute of list(attributes)) {
    only(attribute, ['key', 'value'])
    const [[type, value], ...more] = Object.entries(attribute['value'] as Json) as [[string, unknown]]
    if (more.length > 0) throw new Error('one value each')
    const isText = type === 'stringValue' || (type === 'intValue' && /^-?\d+$/.test(String(value)))
    if (!(isText ? typeof value === 'string' : type === 'doubleValue' && typeof value === 'number'))
      throw new Error(JSON.stringify(attribute))
  }
}

function list(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`)
  return value as Json[]
}

function only(value: Json, keys: readonly string[]): void {
  for (const key of Object.keys(value)) if (!keys.includes(key)) throw new Error(`unknown field ${key}`)
}
