import { isDeepStrictEqual } from 'node:util'
import { extensionKeysIn } from '../connect-config/index.ts'
import { PipelineError } from '../errors/index.ts'
import type { Clock } from '../kafka/clock.ts'
import type { CompiledConnector } from '../spec/index.ts'
import { type AwaitedConnector, awaitRunning, type ConnectorProgress } from './await-running.ts'
import { type ConnectClient, statusOf } from './connect-client.ts'
import { type PlannedConnector, planConnectors } from './deploy-plan.ts'
import { type DeploymentRecord, inherit, type PipelineToDeploy } from './deployment-record.ts'
import { liveConnectors } from './live-connectors.ts'
import { SecretKeys } from './secret-keys.ts'
import { openTarget, type Target } from './target.ts'
import type { Uploaded } from './upload-bundle.ts'

export interface DeployRequest {
  /** Name of the deployment. */
  readonly id: string
  readonly pipelines: readonly PipelineToDeploy[]
  /** Files, folders and globs as they were named; null = all of the deployment. */
  readonly inputs: readonly string[] | null
  /** SHA-256 of the artefact. */
  readonly artefact: string
}

export interface DeployPlan {
  readonly target: Target
  readonly request: DeployRequest
  readonly connectors: readonly PlannedConnector[]
  /** Who was deployed under this id before; null for none, and on Java workers, which keep no record. */
  readonly before: DeploymentRecord | null
  readonly next: ReturnType<typeof inherit>
}

/** Looks at what runs and says what a deployment would do. Throws SLW6022 for a configuration that the worker refuses, SLW6025 for what a Java worker cannot do. */
export async function planDeploy(client: ConnectClient, request: DeployRequest): Promise<DeployPlan> {
  const target = await openTarget(client)
  const withCode = request.pipelines.filter(({ bundle }) => bundle !== null)
  if (withCode.length > 0 && !target.takesCode)
    throw new PipelineError(
      'SLW6025',
      `${client.url} is a Java Kafka Connect worker and cannot run the TypeScript functions of ${withCode.map(({ name }) => name).join(', ')}.`,
    )
  if (target.kind === 'java') refuseExtensions(client.url, request)
  refuseEmbeddedRegistry(client.url, target, request)
  const before = await target.record(request.id)
  const next = inherit(request.pipelines, before, request.inputs)
  const live = await liveConnectors(client)
  const secrets = new SecretKeys(client)
  const wanted = request.pipelines.flatMap(({ connectors }) => connectors)
  const connectors = await planConnectors(wanted, next.remove, live, (configs) => secrets.masking(configs))
  const actions = new Map(connectors.map(({ name, action }) => [name, action]))
  await checkConfigs(
    client,
    wanted.filter(({ name }) => actions.get(name) !== 'keep'),
  )
  return { target, request, connectors, before, next }
}

/** A Java worker takes keys that it does not know and ignores them: records that were to be kept would be lost. */
function refuseExtensions(url: string, { pipelines }: DeployRequest): void {
  const found = pipelines
    .flatMap(({ connectors }) => connectors)
    .flatMap(({ name, kind, config }) => {
      const keys = extensionKeysIn(kind, config).filter((key) => key.startsWith('errors.'))
      return keys.length === 0 ? [] : [`${name}: ${keys.join(', ')}`]
    })
  if (found.length === 0) return
  throw new PipelineError(
    'SLW6025',
    `${url} is a Java Kafka Connect worker and would ignore settings that only Sluiceway has:\n${found.join('\n')}`,
    { hint: 'Remove them, or use a Sluiceway worker.' },
  )
}

/** `embedded` is the registry inside `pipeline run` and `dev`: no other process has it. */
function refuseEmbeddedRegistry(url: string, target: Target, { pipelines }: DeployRequest): void {
  if (target.kind === 'sluiceway') return
  const keys = pipelines
    .flatMap(({ connectors }) => connectors)
    .flatMap(({ name, config }) =>
      Object.entries(config).flatMap(([key, value]) =>
        key.endsWith('schema.registry.url') && value === 'embedded' ? [`${name}: ${key}`] : [],
      ),
    )
  if (keys.length === 0) return
  throw new PipelineError(
    'SLW6022',
    `${url} is a Java Kafka Connect worker and has no embedded schema registry; nothing was changed.\n${keys.join('\n')}`,
    { hint: 'Name a registry: `schema.registry.url` under the converter’s `config`.', details: { keys } },
  )
}

/** All configurations are checked before the first is written. */
async function checkConfigs(client: ConnectClient, connectors: readonly CompiledConnector[]): Promise<void> {
  interface Validation {
    readonly error_count: number
    readonly configs: readonly { readonly value: { readonly name: string; readonly errors: readonly string[] } }[]
  }
  const errors: string[] = []
  for (const { name, config } of connectors) {
    const plugin = encodeURIComponent(config['connector.class'] ?? '')
    const path = `/connector-plugins/${plugin}/config/validate`
    try {
      const { error_count: count, configs } = await client.call<Validation>('PUT', path, config)
      if (count === 0) continue
      errors.push(...configs.flatMap(({ value }) => value.errors.map((error) => `${name}: ${value.name}: ${error}`)))
    } catch (error) {
      if (!/Failed to find any class that implements Connector/.test(String(error))) throw error
      errors.push(
        `${name}: the worker has no connector ${config['connector.class']}: its plugin is not installed there`,
      )
    }
  }
  if (errors.length > 0)
    throw new PipelineError(
      'SLW6022',
      `The worker refuses the configuration; nothing was changed.\n${errors.join('\n')}`,
      {
        details: { errors },
      },
    )
}

export interface DeployEvents {
  onUpload(uploaded: Uploaded): void
  onApplied(): void
  onProgress(progress: readonly ConnectorProgress[]): void
}

export interface ApplyOptions extends DeployEvents {
  readonly clock: Clock
  /** For all to be RUNNING. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * Carries a plan out: code first, then the connectors, then it waits for them to run. Every step may be repeated, so that a deployment that broke
 * off anywhere is completed by running it again.
 */
export async function applyDeploy(
  client: ConnectClient,
  { target, request, connectors, before, next }: DeployPlan,
  { clock, timeoutMs, signal, ...events }: ApplyOptions,
): Promise<readonly ConnectorProgress[]> {
  const upload = async () => {
    for (const { bundle } of request.pipelines) if (bundle !== null) events.onUpload(await target.upload(bundle))
  }
  await upload()
  const isSame =
    connectors.every(({ action }) => action === 'keep') &&
    before?.details.artefact === request.artefact &&
    isDeepStrictEqual(before.details.pipelines, next.pipelines)
  const write = {
    id: request.id,
    base: before?.revision ?? null,
    connectors: request.pipelines.flatMap((pipeline) => pipeline.connectors),
    planned: connectors,
    remove: next.remove,
    bundles: request.pipelines.flatMap(({ bundle }) => (bundle === null ? [] : [bundle.hash])),
    details: { artefact: request.artefact, pipelines: next.pipelines },
  }
  if (!isSame)
    await target.apply(write).catch(async (error: unknown) => {
      // Code that nobody named was swept away between the upload and now: by another deployment, at most once.
      if (statusOf(error) !== 400 || !/upload it first/.test((error as Error).message)) throw error
      await upload()
      await target.apply(write)
    })
  events.onApplied()
  const awaited = connectors.flatMap(({ name, action }): AwaitedConnector[] =>
    action === 'delete' ? [] : [{ name, isNew: action !== 'keep' }],
  )
  return awaitRunning(client, awaited, {
    clock,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (progress) => events.onProgress(progress),
  })
}
