import { decodeRequestHeaderRest, decodeRequestHeaderStart, invalidMessage, Reader } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import type { ConnectionStream } from '../system/network.ts'
import { answerRequest } from './answer-request.ts'
import { FrameReader } from './frame-reader.ts'
import { sendResponse } from './response-sender.ts'
import type { ClientSession } from './session.ts'

/** Unread bytes of one connection from which on its socket is paused while a request is being answered. */
const READ_AHEAD_BYTES = 256 * 1024

/**
 * Serves one client: requests are answered one at a time and in order, as Kafka does. While one is being answered, little
 * more is read than what has arrived, so that a client cannot pile up requests.
 */
export class Connection {
  readonly session: ClientSession
  readonly #stream: ConnectionStream
  readonly #broker: BrokerContext
  readonly #frames: FrameReader
  readonly #gone = new AbortController()
  #isAnswering = false
  #heldBytes = 0
  #lastActiveMs: number

  constructor(stream: ConnectionStream, broker: BrokerContext, session: ClientSession) {
    this.session = session
    this.#stream = stream
    this.#broker = broker
    this.#frames = new FrameReader(broker.config.number('socket.request.max.bytes'))
    this.#lastActiveMs = broker.clock.now()
    stream.on('data', (chunk: Buffer) => this.#onData(chunk))
    stream.on('error', () => this.close())
    stream.on('end', () => this.close())
    stream.on('close', () => this.#onClose())
  }

  /** Since when nothing has come in and nothing is being answered. */
  get idleSinceMs(): number | undefined {
    return this.#isAnswering ? undefined : this.#lastActiveMs
  }

  get isAnswering(): boolean {
    return this.#isAnswering
  }

  /** Bytes of requests that have not arrived as a whole. */
  get pendingBytes(): number {
    return this.#frames.pendingBytes
  }

  close(): void {
    this.#gone.abort()
    this.#stream.destroy()
  }

  #onData(chunk: Buffer): void {
    this.#lastActiveMs = this.#broker.clock.now()
    this.#frames.push(chunk)
    this.#hold()
    if (!this.#isAnswering) void this.#answerAll()
    this.#throttle()
  }

  /** Counts the bytes of this connection against the broker's budget. */
  #hold(answering = 0): void {
    const bytes = this.#gone.signal.aborted ? 0 : this.#frames.pendingBytes + answering
    const { memory } = this.#broker
    if (bytes > this.#heldBytes) memory.take(bytes - this.#heldBytes)
    const surplus = this.#heldBytes - bytes
    this.#heldBytes = bytes
    if (surplus > 0) memory.give(surplus)
  }

  #throttle(): void {
    const { memory } = this.#broker
    if (this.#isAnswering && this.#frames.pendingBytes > READ_AHEAD_BYTES) {
      this.#stream.pause()
    } else if (memory.isExhausted) {
      this.#stream.pause()
      memory.whenFree(() => this.#stream.resume())
    }
  }

  async #answerAll(): Promise<void> {
    this.#isAnswering = true
    try {
      for (let frame = this.#frames.next(); frame; frame = this.#frames.next()) {
        this.#hold(frame.length)
        await this.#answer(frame)
        this.#hold()
        if (this.#gone.signal.aborted) return
      }
    } catch (error) {
      this.#broker.log.debug(`closing connection ${this.session.connectionId}: ${(error as Error).message}`)
      this.close()
    } finally {
      this.#isAnswering = false
      this.#lastActiveMs = this.#broker.clock.now()
      this.#hold()
      if (!this.#stream.destroyed && this.#stream.isPaused()) {
        if (this.#broker.memory.isExhausted) this.#broker.memory.whenFree(() => this.#stream.resume())
        else this.#stream.resume()
      }
    }
  }

  async #answer(frame: Buffer): Promise<void> {
    const reader = new Reader(frame)
    const start = decodeRequestHeaderStart(reader)
    const handler = this.#broker.handlers.get(start.apiKey)
    if (!handler) throw invalidMessage(`API key ${start.apiKey} is not supported`)
    const clientId = decodeRequestHeaderRest(reader, handler.api.isFlexible(start.apiVersion))
    const isForgotten = handler.isForgotten === true && !this.#broker.interceptors.has(handler.api)
    const parts = await answerRequest(handler, reader, {
      broker: this.#broker,
      session: this.session,
      header: { ...start, clientId },
      version: start.apiVersion,
      gone: this.#gone.signal,
    })
    if (isForgotten) this.#frames.forget()
    if (parts) await sendResponse(this.#stream, parts)
  }

  #onClose(): void {
    this.#gone.abort()
    this.#hold()
    this.#broker.connections.delete(this)
    this.#broker.onDisconnect(this.session)
  }
}
