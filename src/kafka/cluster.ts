import { isPipelineError, PipelineError } from '../errors/index.ts'
import { type Api, Metadata, type RequestInput, type ResponseOf } from '../protocol/index.ts'
import { backOffMs } from './back-off.ts'
import { type Clock, delay, systemClock } from './clock.ts'
import { type Target, targetText } from './cluster-target.ts'
import { ConnectionPool, defaultLane } from './connection/connection-pool.ts'
import { addressText, type BrokerAddress, type ConnectionSettings } from './connection/connection-settings.ts'
import type { Answer, Call, NodeConnection } from './connection/node-connection.ts'
import { Coordinators } from './coordinators.ts'
import { ClusterMetadata } from './metadata/cluster-metadata.ts'
import { FinalizedFeatures } from './metadata/finalized-features.ts'
import type { BrokerNode } from './metadata/metadata-cache.ts'
import { hasCoordinatorMoved, reroutingErrorIn } from './response-error.ts'

export interface RequestOptions {
  /** Use this version; default: the newest that we and the broker speak. */
  readonly version?: number
  /** At most this version. */
  readonly versionMax?: number
  /** For the whole call, retries included; default `default.api.timeout.ms`. */
  readonly timeoutMs?: number
  /** How long one attempt waits for its answer; default `request.timeout.ms`. Long polls need more. */
  readonly attemptTimeoutMs?: number
  /** False: exactly one attempt, and no look at error codes in the answer. Default true. */
  readonly retry?: boolean
  /**
   * The connection to use at that node, by a name of the caller's choice; default `main`. Brokers answer the requests of
   * one connection one after the other, so whatever waits (Fetch, JoinGroup) needs a lane of its own.
   */
  readonly lane?: string
  /** False for Produce with acks=0: resolves with undefined once the request is written. */
  readonly expectsAnswer?: boolean
  /** Ends the waiting between attempts. */
  readonly signal?: AbortSignal
}

export interface ClusterDeps {
  readonly clock?: Clock
  /** In [0, 1); default `Math.random`. Spreads back-offs. */
  readonly random?: () => number
}

/**
 * A Kafka cluster as its clients see it. One object serves any number of producers, consumers and admin calls: requests
 * of one lane to one node share a connection and are written in call order.
 */
export class KafkaCluster {
  readonly settings: ConnectionSettings
  readonly metadata: ClusterMetadata
  readonly clock: Clock
  readonly random: () => number
  /** As of the last connection that was opened. */
  readonly features = new FinalizedFeatures()
  private readonly pool: ConnectionPool
  private readonly coordinators: Coordinators
  private readonly closing = new AbortController()

  constructor(settings: ConnectionSettings, deps: ClusterDeps = {}) {
    this.settings = settings
    this.clock = deps.clock ?? systemClock
    this.random = deps.random ?? Math.random
    this.pool = new ConnectionPool({ settings, clock: this.clock, random: this.random, features: this.features })
    this.metadata = new ClusterMetadata({
      clock: this.clock,
      maxAgeMs: settings.metadataMaxAgeMs,
      fetch: (body) => this.fetchMetadata(body),
    })
    this.coordinators = new Coordinators(async ({ api, body }) => {
      const node = this.pool.any()
      return node.call({ api, body, timeoutMs: settings.requestTimeoutMs })
    })
  }

  /** The brokers, once metadata has been asked for. */
  get brokers(): readonly BrokerNode[] {
    return [...this.metadata.cache.brokers.values()]
  }

  /**
   * Sends one request and resolves with the answer, whatever error codes it carries. Lost connections, and codes that
   * say that another broker is in charge, are retried (with Kafka's back-off) until `timeoutMs` is over; then the last
   * answer is returned, or the last error thrown.
   *
   * @param body - may be a function of the version, for requests whose shape changed.
   * @throws SLW5001 broker or cluster not reachable in time; SLW5006 no common version; SLW5010, SLW5011 login, TLS.
   */
  async request<A extends Api>(
    api: A,
    body: RequestInput<A> | ((version: number) => RequestInput<A>),
    target: Target,
    options: RequestOptions = {},
  ): Promise<ResponseOf<A>> {
    const deadline = this.clock.now() + (options.timeoutMs ?? this.settings.defaultApiTimeoutMs)
    const attemptTimeoutMs = options.attemptTimeoutMs ?? this.settings.requestTimeoutMs
    for (let attempt = 0; ; attempt++) {
      let failure: PipelineError | undefined
      let response: ResponseOf<A> | undefined
      try {
        const node = await this.nodeFor(target, options.lane)
        const answer = await node.call({ ...options, api, body, timeoutMs: attemptTimeoutMs })
        response = answer.response
        const code = options.retry === false ? 0 : reroutingErrorIn(response, target)
        if (code === 0) return response
        this.noteMoved(target, hasCoordinatorMoved(code))
      } catch (error) {
        if (!isPipelineError(error)) throw error
        if (!error.retriable || options.retry === false) throw error
        failure = error
        this.noteMoved(target, true)
      }
      const wait = backOffMs(attempt, this.settings.retryBackoffMs, this.settings.retryBackoffMaxMs, this.random)
      if (this.clock.now() + wait >= deadline || this.isClosed || options.signal?.aborted) {
        if (failure !== undefined) throw this.gaveUp(api, target, failure)
        return response as ResponseOf<A>
      }
      await delay(this.clock, wait, options.signal ?? this.closing.signal)
    }
  }

  /** The version that a request to this target would use. */
  async versionOf(
    api: Api,
    target: Target,
    options: Pick<RequestOptions, 'versionMax' | 'lane'> = {},
  ): Promise<number> {
    const node = await this.nodeFor(target, options.lane)
    return node.versionOf(api, options.versionMax)
  }

  /** Forgets a coordinator, so that the next request to it looks it up again. */
  forgetCoordinator(target: { readonly group: string } | { readonly transaction: string }): void {
    if ('group' in target) this.coordinators.forget('group', target.group)
    else this.coordinators.forget('transaction', target.transaction)
  }

  /** Closes the connections of a lane that its user needs no more; its requests without an answer are rejected. */
  closeLane(lane: string): void {
    this.pool.closeLane(lane)
  }

  get isClosed(): boolean {
    return this.closing.signal.aborted
  }

  /** Closes every connection at once; requests without an answer are rejected. */
  async close(): Promise<void> {
    this.closing.abort()
    this.pool.close()
  }

  private async nodeFor(target: Target, lane: string = defaultLane): Promise<NodeConnection> {
    if (this.isClosed) throw new PipelineError('SLW5001', 'The Kafka client is closed.', { retriable: false })
    if (target === 'any') return this.pool.any(lane)
    const nodeId = await this.nodeIdOf(target)
    const known = this.pool.node(nodeId, lane)
    if (known !== undefined) return known
    await this.metadata.refresh([])
    const found = this.pool.node(nodeId, lane)
    if (found !== undefined) return found
    throw new PipelineError('SLW5001', `Node ${nodeId} is not in the cluster's metadata.`)
  }

  private async nodeIdOf(target: Exclude<Target, 'any'>): Promise<number> {
    if (target === 'controller') return this.controllerId()
    if ('node' in target) return target.node
    if ('leaderOf' in target) return this.leaderId(target.leaderOf)
    const coordinator =
      'group' in target
        ? await this.coordinators.of('group', target.group)
        : await this.coordinators.of('transaction', target.transaction)
    this.pool.setNode(coordinator)
    return coordinator.nodeId
  }

  private async controllerId(): Promise<number> {
    if (this.metadata.cache.controllerId < 0) await this.metadata.refresh([])
    const { controllerId } = this.metadata.cache
    if (controllerId < 0) throw new PipelineError('SLW5001', 'The cluster has no controller at the moment.')
    return controllerId
  }

  private async leaderId({ topic, partition }: { topic: string; partition: number }): Promise<number> {
    const { metadata } = this
    if (metadata.leaderOf(topic, partition) === undefined) await metadata.refresh([topic])
    const leader = metadata.leaderOf(topic, partition)
    if (leader !== undefined) return leader
    throw new PipelineError('SLW5001', `Partition ${topic}-${partition} has no leader at the moment.`, {
      details: { topic, partition },
    })
  }

  private noteMoved(target: Target, isMoved: boolean): void {
    if (typeof target === 'object' && ('group' in target || 'transaction' in target)) {
      if (isMoved) this.forgetCoordinator(target)
    } else if (target === 'controller') this.metadata.cache.controllerId = -1
    else if (typeof target === 'object' && 'leaderOf' in target)
      void this.metadata.refresh([target.leaderOf.topic]).catch(() => {})
  }

  private async fetchMetadata(body: RequestInput<typeof Metadata>): Promise<ResponseOf<typeof Metadata>> {
    const { response } = await this.callAny({ api: Metadata, body })
    this.pool.setNodes(response.brokers)
    return response
  }

  /** Asks one broker after the other until one answers; fails once each that is known has failed. */
  private async callAny<A extends Api>(call: Pick<Call<A>, 'api' | 'body'>): Promise<Answer<A>> {
    const failures = new Map<string, PipelineError>()
    const attempts = this.settings.bootstrapServers.length + this.metadata.cache.brokers.size
    for (let attempt = 0; attempt < attempts; attempt++) {
      const node = this.pool.any()
      try {
        return await node.call({ ...call, timeoutMs: this.settings.requestTimeoutMs } as Call<A>)
      } catch (error) {
        if (!isPipelineError(error) || !error.retriable || this.isClosed) throw error
        failures.set(node.name, error)
      }
    }
    const [first] = failures.values()
    if (failures.size === 1) throw first
    const reasons = [...failures.values()].map((error) => error.message).join(' ')
    throw new PipelineError('SLW5001', `No broker can be reached. ${reasons}`, { cause: first })
  }

  private gaveUp(api: Api, target: Target, last: PipelineError): PipelineError {
    if (last.code !== 'SLW5001') return last
    const servers = this.settings.bootstrapServers.map((one: BrokerAddress) => addressText(one)).join(',')
    return new PipelineError(
      'SLW5001',
      `${api.name} to ${targetText(target)} failed: ${last.message} (bootstrap.servers: ${servers})`,
      { cause: last, details: { ...last.details, api: api.name, bootstrapServers: servers } },
    )
  }
}
