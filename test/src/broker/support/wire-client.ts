import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Broker } from '../../../../src/broker/index.ts'
import {
  type Api,
  decodeResponseHeader,
  encodeRequestFrame,
  hasFlexibleResponseHeader,
  Reader,
  type RequestInput,
  type ResponseOf,
} from '../../../../src/protocol/index.ts'

/** One connection that sends requests as they are written and decodes the answers. */
export class WireClient {
  readonly stream: Duplex
  #pending = Buffer.alloc(0)
  readonly #waiting: ((frame: Buffer | undefined) => void)[] = []
  #correlationId = 0
  #isClosed = false

  constructor(stream: Duplex) {
    this.stream = stream
    stream.on('data', (chunk: Buffer) => this.#onData(chunk))
    stream.on('error', () => {})
    stream.on('close', () => {
      this.#isClosed = true
      for (const resolve of this.#waiting.splice(0)) resolve(undefined)
    })
  }

  static to(broker: Pick<Broker, 'host' | 'port'>): WireClient {
    return new WireClient(connect(broker.port, broker.host))
  }

  #onData(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk])
    while (this.#pending.length >= 4) {
      const size = this.#pending.readInt32BE(0)
      if (this.#pending.length < 4 + size) return
      const frame = this.#pending.subarray(4, 4 + size)
      this.#pending = this.#pending.subarray(4 + size)
      this.#waiting.shift()?.(frame)
    }
  }

  /** The next frame, or undefined when the connection ends first. */
  frame(): Promise<Buffer | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** @throws when the connection ends before the answer */
  async send<A extends Api>(api: A, version: number, body: RequestInput<A>): Promise<ResponseOf<A>> {
    const correlationId = ++this.#correlationId
    const header = { apiKey: api.key, apiVersion: version, correlationId, clientId: 'test' }
    const parts = encodeRequestFrame(api, header, (writer) => api.encodeRequest(writer, version, body as never))
    const answer = this.frame()
    this.stream.write(Buffer.concat(parts))
    const frame = await answer
    if (!frame) throw new Error('the connection was closed')
    const reader = new Reader(frame)
    if (decodeResponseHeader(reader, hasFlexibleResponseHeader(api, version)) !== correlationId) {
      throw new Error('an answer to another request')
    }
    return api.decodeResponse(reader, version) as ResponseOf<A>
  }

  close(): void {
    this.stream.destroy()
  }
}
