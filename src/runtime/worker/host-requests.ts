import type { MessagePort } from 'node:worker_threads'
import type { OffsetMap } from '../../data/index.ts'
import { ConnectException } from '../../errors/index.ts'
import type { Place } from '../error/stage.ts'
import type { Config, ControlApi, RegistryCall, ReportedState, WireSubscription } from '../host/host-api.ts'
import type { LogEntry } from '../logging/log-entry.ts'
import { TaskTimers } from '../metrics/task-timers.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { SourceOffset } from '../task/source/submitted-records.ts'
import type { Span } from '../tracing/span.ts'
import type { SpanExporter } from '../tracing/span-exporter.ts'
import type { ConnectorAdmins } from './connector-admins.ts'
import type { ConnectorRuns } from './connector-runs.ts'
import { Registries } from './registries.ts'
import { openMembership } from './sink-membership.ts'
import type { TaskRun } from './task-run.ts'
import type { TaskRuns } from './task-runs.ts'
import { createOrFindDlqTopic, createOrFindSourceTopic, newTopicOf } from './topic-creation.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { WorkerListener } from './worker-listener.ts'

/** What a worker has for its hosts. */
export interface HostRequestsWorker {
  readonly deps: WorkerDeps
  readonly listener: WorkerListener
  readonly admins: ConnectorAdmins
  /** null: no traces. */
  readonly spans: SpanExporter | null
  /** The worker's own store, for all connectors. */
  readonly workerOffsets: OffsetStore
  /** Asked for when a host calls: hosts and what runs in them are made after each other. */
  tasks(): TaskRuns
  connectors(): ConnectorRuns
  /** Where the offsets of a source are, by its configuration without references. */
  offsetsOf(connector: string, config: Config): Promise<OffsetStore>
}

/** Answers what task hosts ask of their worker, and takes what they tell (`ControlApi`). */
export class HostRequests implements ControlApi {
  readonly #worker: HostRequestsWorker
  readonly #registries: Registries

  constructor(worker: HostRequestsWorker) {
    this.#worker = worker
    this.#registries = new Registries(worker.deps.registry)
  }

  log(entry: LogEntry): void {
    this.#worker.deps.log(entry)
  }

  taskState(runId: string, state: ReportedState, trace: string | null, isFinal: boolean): void {
    this.#worker.tasks().reported(runId, state, trace, isFinal)
  }

  connectorFailed(name: string, trace: string): void {
    this.#worker.connectors().failed(name, trace)
  }

  connectorCode(name: string | null): void {
    this.#worker.connectors().holdsThread(name)
  }

  reconfigure(name: string): void {
    if (this.#worker.connectors().isRunning(name)) this.#worker.listener.onReconfigure(name)
  }

  async readOffsets(runId: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]> {
    const { id, connectorConfig } = this.#worker.tasks().of(runId)
    const store = await this.#worker.offsetsOf(id.connector, connectorConfig)
    return store.read(id.connector, partitions)
  }

  async writeOffsets(runId: string, offsets: readonly SourceOffset[]): Promise<void> {
    const run = this.#worker.tasks().of(runId)
    // An exactly-once task has written to its own topic in its transaction.
    const store = run.writesOffsetsItself
      ? this.#worker.workerOffsets
      : await this.#worker.offsetsOf(run.id.connector, run.connectorConfig)
    this.#assertMayCommit(run)
    await store.write(run.id.connector, offsets)
  }

  /**
   * Nothing fences the offsets of an at-least-once source on Kafka's side, so the worker keeps its own zombies from storing older ones than
   * those that the next owner has stored.
   */
  #assertMayCommit({ id, isCancelled }: TaskRun): void {
    if (isCancelled) throw new ConnectException('The task was ended: its offsets are not committed')
    if (!this.#worker.listener.mayCommit(id))
      throw new ConnectException(
        'The worker is no member of its group any more, and the task is not its own: its offsets are not committed',
      )
  }

  openMembership(runId: string, subscription: WireSubscription, port: MessagePort): void {
    const run = this.#worker.tasks().of(runId)
    run.leave = openMembership(run.consumer ?? {}, subscription, port, {
      ...this.#worker.deps,
      onRebalance: () => this.#worker.listener.onSinkRebalance?.(),
    })
  }

  async assertMayStart(runId: string): Promise<void> {
    await this.#worker.listener.onExactlyOnceStart?.(this.#worker.tasks().of(runId).id)
  }

  async openTopic(runId: string, topic: string): Promise<void> {
    const { id, connectorConfig } = this.#worker.tasks().of(runId)
    const admin = this.#worker.admins.of(id.connector, connectorConfig)
    await createOrFindSourceTopic(admin, newTopicOf(topic, connectorConfig))
  }

  async openDlqTopic(runId: string, topic: string, replicationFactor: number): Promise<void> {
    const { id, connectorConfig } = this.#worker.tasks().of(runId)
    await createOrFindDlqTopic(this.#worker.admins.of(id.connector, connectorConfig), topic, replicationFactor)
  }

  sawTopic(runId: string, topic: string): void {
    const run = this.#worker.tasks().find(runId)
    if (run === undefined) return
    run.topics.push(topic)
    this.#worker.listener.onTopic(run.id, topic)
  }

  taskPlaces(runId: string, places: readonly Place[], timers: SharedArrayBuffer): void {
    const run = this.#worker.tasks().find(runId)
    if (run === undefined) return
    run.places = places
    const now = () => this.#worker.deps.clock.now()
    run.timers = new TaskTimers(places.length, { precise: now, now }, timers)
  }

  spans(spans: readonly Span[], dropped: number): void {
    this.#worker.spans?.add(spans, dropped)
  }

  registry(props: Readonly<Record<string, unknown>>, call: RegistryCall): Promise<unknown> {
    return this.#registries.call(props, call)
  }

  bundle(hash: string): Promise<Uint8Array> {
    return this.#worker.deps.bundle(hash)
  }
}
