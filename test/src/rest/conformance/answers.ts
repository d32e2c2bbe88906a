import { request as httpRequest } from 'node:http'
import type { ConformanceRequest } from './conformance-request.ts'

/** What a worker said, made comparable. */
export interface Answer {
  readonly id: string
  readonly status: number
  readonly contentType: string | null
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, or text. */
  readonly body: unknown
}

interface Raw {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const DEADLINE_MS = 60_000
const KEPT = ['location', 'allow']

/** A path exactly as written: `fetch` would refuse or rewrite some of them. */
export function send(base: string, { method, path, body, headers }: Omit<ConformanceRequest, 'id'>): Promise<Raw> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const given = {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
      ...headers,
    }
    const call = httpRequest(
      { hostname, port, method, path, headers: given, agent: false, timeout: DEADLINE_MS },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      },
    )
    call.on('error', reject)
    call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path}`)))
    call.end(body)
  })
}

/** A rebalance under way, or a stale view: clients ask again (S11.8), and so does the comparison. */
const isMomentary = ({ text }: Raw) => /rebalance is expected|stale configuration|haven't stopped completely/.test(text)

/** States travel through a topic: one that is seen once may be the last of before. */
const SEEN_IN_A_ROW = 3

async function until(base: string, path: string, isDone: (raw: Raw) => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  for (let seen = 0; ; ) {
    const raw = await send(base, { method: 'GET', path })
    seen = isDone(raw) ? seen + 1 : 0
    if (seen === SEEN_IN_A_ROW) return
    if (Date.now() > deadline) throw new Error(`${path} did not come to what is awaited; last: ${raw.text}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Sends all requests one after another to a worker without connectors. */
export async function ask(base: string, file: string, requests: readonly ConformanceRequest[]): Promise<Answer[]> {
  const answers: Answer[] = []
  const filled = (text: string) => text.replaceAll('FILE', file)
  for (const { after, ...request } of requests) {
    if (after) await until(base, after.path, ({ text }) => after.matches.test(text))
    const ready = { ...request, ...(request.body === undefined ? {} : { body: filled(request.body) }) }
    const deadline = Date.now() + DEADLINE_MS
    let raw = await send(base, ready)
    while (isMomentary(raw) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      raw = await send(base, ready)
    }
    answers.push(comparable(request.id, raw, base, file))
  }
  return answers
}

/** Without what differs between any two workers: addresses, paths, times, order of keys. */
function comparable(id: string, { status, headers, text }: Raw, base: string, file: string): Answer {
  const { host } = new URL(base)
  const neutral = (value: string) =>
    value
      .replaceAll(file, 'FILE')
      .replaceAll(base, 'BASE')
      .replaceAll(host, 'WORKER')
      .replaceAll(/location='file:[^']*'/g, "location='JAR'")
  const kept = KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, neutral(String(headers[name]))]]))
  return {
    ...{ id, status, contentType: headers['content-type']?.toString() ?? null },
    headers: Object.fromEntries(kept),
    body: bodyOf(neutral(text)),
  }
}

const isOfKafka = (name: unknown) => !String(name).includes('.') || String(name).startsWith('org.apache.kafka.connect.')

const text = (value: unknown) => JSON.stringify(value)

const withoutOthers = (body: unknown): unknown =>
  Array.isArray(body) && body.some((each) => typeof each === 'object' && each !== null && 'class' in each)
    ? body.filter((each) => isOfKafka((each as { class: unknown }).class))
    : body

function bodyOf(body: string): unknown {
  try {
    return withoutOthers(
      JSON.parse(body, (key, value: unknown) => {
        // Our own words: Kafka's documentation is Kafka's.
        if (key === 'documentation') return 'DOCUMENTATION'
        if (key === 'last_modified' && value !== null) return 'TIME'
        // A set: Java lists it in the order of a hash map.
        if (key === 'offsets' && Array.isArray(value)) return value.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
        // Which plugins are installed differs anyway: those of Kafka must be there.
        if (key === 'recommended_values' && Array.isArray(value)) return value.filter(isOfKafka)
        return value
      }),
    )
  } catch {
    return body
  }
}
