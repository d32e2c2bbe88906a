import type { Logger } from '../../api/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { ProviderSystem } from '../config-provider/config-provider.ts'
import { type Post, SpanExporter } from './span-exporter.ts'
import { tracingSettings } from './tracing-settings.ts'

export interface OpenSpanExporterDeps {
  readonly clock: Clock
  readonly system: Pick<ProviderSystem, 'env'>
  /** Default: Node's `fetch`. */
  readonly postSpans?: Post
}

/** A worker's exporter, when its settings or environment turn traces on; else null. */
export function openSpanExporter(
  workerId: string,
  props: Readonly<Record<string, string>>,
  { clock, system, postSpans = post }: OpenSpanExporterDeps,
  { counts, logger }: { readonly counts: { exported: number; dropped: number }; readonly logger: Logger },
): SpanExporter | null {
  const settings = tracingSettings(props, system.env)
  if (settings === null) return null
  const resource = {
    'service.instance.id': workerId,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'sluiceway',
    ...settings.resource,
  }
  const scope = { name: 'sluiceway', version: '1' }
  return new SpanExporter({ settings: { ...settings, resource }, scope, clock, post: postSpans, logger, counts })
}

const post: Post = async (url, { headers, body, signal }) => {
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
  await response.arrayBuffer()
  return response.status
}
