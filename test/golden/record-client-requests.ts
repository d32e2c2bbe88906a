import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { parseArgs } from 'node:util'
import { FrameReader } from '../../src/broker/network/frame-reader.ts'

/**
 * Stands between clients and a broker and writes down what passes: for each client, API and version the first request and
 * its answer, one line of JSON each, appended to data/client-requests.jsonl. Point clients at the port that it prints; the
 * broker must advertise that port, so start it with the proxy's address (`advertised.listeners`).
 *
 * usage: record-client-requests.ts --broker HOST:PORT --port PORT --client NAME
 */
const { values } = parseArgs({
  options: { broker: { type: 'string' }, port: { type: 'string' }, client: { type: 'string' } },
})
const [host = '127.0.0.1', port = '9092'] = (values.broker ?? '').split(':')
const client = values.client ?? 'unknown'
const out = new URL('data/client-requests.jsonl', import.meta.url)

const seen = new Set<string>()
if (existsSync(out)) {
  for (const line of readFileSync(out, 'utf8').trim().split('\n')) {
    const row = JSON.parse(line) as { client: string; key: number; version: number }
    seen.add(`${row.client}/${row.key}/${row.version}`)
  }
}

const server = createServer((downstream) => {
  const upstream = connect(Number(port), host)
  const requests = new FrameReader(1 << 30)
  const responses = new FrameReader(1 << 30)
  const waiting = new Map<number, { key: number; version: number; request: string }>()
  downstream.on('data', (chunk) => {
    requests.push(Buffer.from(chunk))
    for (let frame = requests.next(); frame; frame = requests.next()) {
      const [key, version, id] = [frame.readInt16BE(0), frame.readInt16BE(2), frame.readInt32BE(4)]
      waiting.set(id, { key, version, request: frame.toString('base64') })
    }
    upstream.write(chunk)
  })
  upstream.on('data', (chunk) => {
    responses.push(Buffer.from(chunk))
    for (let frame = responses.next(); frame; frame = responses.next()) record(frame, waiting)
    downstream.write(chunk)
  })
  for (const [one, other] of [
    [downstream, upstream],
    [upstream, downstream],
  ] as const) {
    one.on('close', () => other.destroy())
    one.on('error', () => other.destroy())
  }
})

function record(frame: Buffer, waiting: Map<number, { key: number; version: number; request: string }>): void {
  const asked = waiting.get(frame.readInt32BE(0))
  if (!asked) return
  const name = `${client}/${asked.key}/${asked.version}`
  if (seen.has(name) || asked.request.length + frame.length > 12_000) return
  seen.add(name)
  appendFileSync(out, `${JSON.stringify({ client, ...asked, response: frame.toString('base64') })}\n`)
}

server.listen(Number(values.port ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`)
})
