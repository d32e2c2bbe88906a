import { PipelineError } from '../../errors/index.ts'
import {
  type Api,
  ApiVersions,
  encodeRequestFrame,
  hasFlexibleResponseHeader,
  Reader,
  type RequestInput,
  type ResponseOf,
} from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import { type Clock, delay } from '../clock.ts'
import type { FinalizedFeatures } from '../metadata/finalized-features.ts'
import { BrokerSocket } from './broker-socket.ts'
import { connectionError } from './connection-error.ts'
import { addressText, type BrokerAddress, type ConnectionSettings } from './connection-settings.ts'

export interface ConnectionDeps {
  readonly settings: ConnectionSettings
  readonly clock: Clock
  readonly random: () => number
  /** Told what each broker says of the cluster's features. */
  readonly features: FinalizedFeatures
}

/** One call on one connection. A body that depends on the version is given as a function of it. */
export interface Call<A extends Api> {
  readonly api: A
  readonly body: RequestInput<A> | ((version: number) => RequestInput<A>)
  readonly timeoutMs: number
  /** Use this version; default: the newest that both sides speak, at most `versionMax`. */
  readonly version?: number | undefined
  readonly versionMax?: number | undefined
  /** False for Produce with acks=0: resolves once the request is written. */
  readonly expectsAnswer?: boolean
}

export interface Answer<A extends Api> {
  readonly response: ResponseOf<A>
  readonly version: number
}

interface OpenConnection {
  readonly socket: BrokerSocket
  readonly versions: ReadonlyMap<number, { readonly minVersion: number; readonly maxVersion: number }>
  /** When the SASL session must be replaced; Infinity without a limit. */
  readonly replaceAt: number
}

/**
 * The connection to one broker for one purpose: opened on first use, again after a failure (with Kafka's back-off), and
 * again before its SASL session ends. Calls are written in the order in which they are made.
 */
export class NodeConnection {
  readonly address: BrokerAddress
  /** `host:port`, with the node id once it is known. */
  name: string
  private readonly deps: ConnectionDeps
  private opening: Promise<OpenConnection> | undefined
  private open: OpenConnection | undefined
  private failures = 0
  private retryAt = 0
  private inFlight = 0
  private drained: (() => void) | undefined
  private throttle: Promise<void> | undefined
  private lastUsed = 0
  private cancelIdleCheck: (() => void) | undefined
  private isClosed = false

  constructor(address: BrokerAddress, deps: ConnectionDeps, nodeId?: number) {
    this.address = address
    this.deps = deps
    this.name = nodeId === undefined ? addressText(address) : `${addressText(address)} (id ${nodeId})`
  }

  get isOpen(): boolean {
    return this.open !== undefined
  }

  /** The version that a call would use; opens the connection when needed. */
  async versionOf(api: Api, versionMax?: number): Promise<number> {
    return this.negotiate(await this.opened(), api, versionMax)
  }

  async call<A extends Api>(call: Call<A>): Promise<Answer<A>> {
    const open = await this.opened()
    if (this.throttle) await this.throttle
    const version = call.version ?? this.negotiate(open, call.api, call.versionMax)
    this.inFlight++
    try {
      return { response: await this.exchange(open.socket, call, version), version }
    } finally {
      this.inFlight--
      this.lastUsed = this.deps.clock.now()
      if (this.inFlight === 0) this.drained?.()
    }
  }

  close(): void {
    this.isClosed = true
    this.cancelIdleCheck?.()
    this.open?.socket.close(clientClosed())
    this.open = undefined
  }

  private opened(): Promise<OpenConnection> | OpenConnection {
    if (this.isClosed) throw clientClosed()
    if (this.opening !== undefined) return this.opening
    if (this.open !== undefined && this.deps.clock.now() < this.open.replaceAt) return this.open
    const opening = this.reopen()
    this.opening = opening
    // Cleared only after everyone who waits has gone on: a call that finds the connection open must not overtake them.
    const clear = () =>
      setImmediate(() => {
        this.opening = undefined
      })
    opening.then(clear, clear)
    return opening
  }

  private async reopen(): Promise<OpenConnection> {
    const { clock, settings, random } = this.deps
    if (this.open !== undefined) await this.retire(this.open)
    // A clock that was set back must not keep the client away for that long.
    const wait = Math.min(this.retryAt - clock.now(), settings.reconnectBackoffMaxMs)
    if (wait > 0) await delay(clock, wait)
    try {
      const open = await this.establish()
      if (this.isClosed) {
        open.socket.close(clientClosed())
        throw clientClosed()
      }
      this.failures = 0
      this.open = open
      this.lastUsed = clock.now()
      this.watchIdle()
      return open
    } catch (error) {
      const { reconnectBackoffMs, reconnectBackoffMaxMs } = settings
      this.retryAt = clock.now() + backOffMs(this.failures++, reconnectBackoffMs, reconnectBackoffMaxMs, random)
      throw connectionError(this.name, error)
    }
  }

  /** Lets the calls in flight finish, so that no two connections carry calls of one producer at a time. */
  private async retire(open: OpenConnection): Promise<void> {
    if (this.inFlight > 0)
      await new Promise<void>((resolve) => {
        this.drained = resolve
      })
    this.drained = undefined
    open.socket.close(new Error('the SASL session ended'))
  }

  private async establish(): Promise<OpenConnection> {
    const { settings, clock } = this.deps
    const socket = new BrokerSocket({
      ...this.address,
      clientId: settings.clientId,
      ...(settings.tls === undefined ? {} : { tls: settings.tls }),
      ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    })
    const deadline = clock.after(settings.socketConnectionSetupTimeoutMs, () =>
      socket.close(new Error(`no connection within ${settings.socketConnectionSetupTimeoutMs} ms`)),
    )
    try {
      await socket.connect()
      const { apiKeys, finalizedFeaturesEpoch, finalizedFeatures } = await this.askVersions(socket)
      this.deps.features.note(finalizedFeaturesEpoch, finalizedFeatures)
      let replaceAt = Number.POSITIVE_INFINITY
      if (settings.sasl !== undefined) {
        const { sessionLifetimeMs } = await socket.authenticate(apiKeys)
        // As `SaslClientAuthenticator.java`: at a random point between 85% and 95% of the session.
        if (sessionLifetimeMs > 0) replaceAt = clock.now() + sessionLifetimeMs * (0.85 + this.deps.random() * 0.1)
      }
      const open = { socket, versions: new Map(apiKeys.map((one) => [one.apiKey, one])), replaceAt }
      socket.onClose = () => {
        if (this.open === open) this.open = undefined
      }
      return open
    } catch (error) {
      socket.close(error instanceof Error ? error : new Error(String(error)))
      throw error
    } finally {
      deadline()
    }
  }

  /** A broker that does not know our version of ApiVersions answers in version 0, with error 35. */
  private async askVersions(socket: BrokerSocket): Promise<ResponseOf<typeof ApiVersions>> {
    const body = { clientSoftwareName: 'sluiceway', clientSoftwareVersion: '0.1.0' }
    const timeoutMs = this.deps.settings.requestTimeoutMs
    const raw = await this.sendRaw(socket, { api: ApiVersions, body, timeoutMs }, 3)
    const reader = new Reader(raw!)
    const isUnsupported = raw!.readInt16BE(0) === 35
    if (!isUnsupported) return ApiVersions.decodeResponse(reader, 3)
    return this.exchange(socket, { api: ApiVersions, body, timeoutMs }, 0)
  }

  private negotiate(open: OpenConnection, api: Api, versionMax = Number.POSITIVE_INFINITY): number {
    const theirs = open.versions.get(api.key)
    const version = Math.min(api.versions[1], theirs?.maxVersion ?? -1, versionMax)
    if (theirs !== undefined && version >= Math.max(api.versions[0], theirs.minVersion)) return version
    const range = theirs === undefined ? 'not at all' : `in versions ${theirs.minVersion} to ${theirs.maxVersion}`
    throw new PipelineError(
      'SLW5006',
      `Broker ${this.name} answered ${api.name} with UNSUPPORTED_VERSION: it speaks it ${range}, this client in versions ${api.versions[0]} to ${Math.min(api.versions[1], versionMax)}.`,
      { retriable: false, details: { kafkaError: 'UNSUPPORTED_VERSION', kafkaCode: 35, api: api.name } },
    )
  }

  private async exchange<A extends Api>(socket: BrokerSocket, call: Call<A>, version: number): Promise<ResponseOf<A>> {
    const { api } = call
    const raw = await this.sendRaw(socket, call, version)
    if (raw === null) return undefined as ResponseOf<A>
    const reader = new Reader(raw)
    if (hasFlexibleResponseHeader(api, version)) reader.taggedFields()
    let response: ResponseOf<A>
    try {
      response = api.decodeResponse(reader, version) as ResponseOf<A>
    } catch (error) {
      socket.close(error as Error)
      throw error
    }
    this.noteThrottle(response)
    return response
  }

  private async sendRaw<A extends Api>(socket: BrokerSocket, call: Call<A>, version: number): Promise<Buffer | null> {
    const { api, body, timeoutMs } = call
    const { clientId } = this.deps.settings
    const value = typeof body === 'function' ? (body as (version: number) => RequestInput<A>)(version) : body
    const answer = socket.send(
      (correlationId) =>
        encodeRequestFrame(api, { apiKey: api.key, apiVersion: version, correlationId, clientId }, (writer) =>
          api.encodeRequest(writer, version, value as never),
        ),
      { expectsAnswer: call.expectsAnswer ?? true },
    )
    // A broker answers in order, so an overdue answer means that nothing behind it will come either.
    const cancel = this.deps.clock.after(timeoutMs, () =>
      socket.close(
        new PipelineError('SLW5001', `Broker ${this.name} did not answer ${api.name} within ${timeoutMs} ms.`, {
          details: { broker: this.name, api: api.name },
        }),
      ),
    )
    try {
      return await answer
    } catch (error) {
      const known = connectionError(this.name, error)
      throw known.message.includes(api.name) || known.code !== 'SLW5001' || known.cause === undefined
        ? known
        : new PipelineError('SLW5001', `${api.name} at broker ${this.name} failed: ${causeText(known)}.`, {
            cause: known.cause,
            details: { broker: this.name, api: api.name },
          })
    } finally {
      cancel()
    }
  }

  /** KIP-219: the client, not the broker, waits when a quota is exceeded. */
  private noteThrottle(response: unknown): void {
    const { throttleTimeMs } = (response ?? {}) as { throttleTimeMs?: number }
    if (!throttleTimeMs || this.throttle) return
    this.throttle = delay(this.deps.clock, throttleTimeMs)
    void this.throttle.then(() =>
      setImmediate(() => {
        this.throttle = undefined
      }),
    )
  }

  private watchIdle(): void {
    const { clock, settings } = this.deps
    const { connectionsMaxIdleMs } = settings
    this.cancelIdleCheck?.()
    if (connectionsMaxIdleMs <= 0) return
    const check = () => {
      const { open } = this
      if (open === undefined) return
      const left = this.inFlight > 0 ? connectionsMaxIdleMs : this.lastUsed + connectionsMaxIdleMs - clock.now()
      if (left > 0) this.cancelIdleCheck = clock.after(left, check)
      else {
        this.open = undefined
        open.socket.close(new Error('the connection was idle'))
      }
    }
    this.cancelIdleCheck = clock.after(connectionsMaxIdleMs, check)
  }
}

const clientClosed = () => new PipelineError('SLW5001', 'The Kafka client is closed.', { retriable: false })

function causeText(error: PipelineError): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}
