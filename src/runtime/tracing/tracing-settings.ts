import { ConfigDef, oneOf } from '../../config/index.ts'

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/**
 * A worker's settings for traces, under the names that OpenTelemetry's Java agent has them; each may also be given in the environment, as
 * OpenTelemetry specifies: `otel.service.name` as `OTEL_SERVICE_NAME`.
 */
export const tracingConfig = new ConfigDef({
  'otel.sdk.disabled': {
    type: 'BOOLEAN',
    default: false,
    importance: 'LOW',
    doc: 'Turns traces off, whatever else is set.',
  },
  'otel.traces.exporter': {
    type: 'STRING',
    default: '',
    validator: oneOf('', 'otlp', 'none'),
    importance: 'MEDIUM',
    doc: 'otlp sends traces to a collector, none does not. Default: otlp when an endpoint is set.',
  },
  'otel.exporter.otlp.endpoint': {
    type: 'STRING',
    default: '',
    importance: 'MEDIUM',
    doc: 'The collector, by HTTP: v1/traces is added. Default: http://localhost:4318.',
  },
  'otel.exporter.otlp.traces.endpoint': {
    type: 'STRING',
    default: '',
    importance: 'LOW',
    doc: 'Where traces go, as it is; instead of otel.exporter.otlp.endpoint.',
  },
  'otel.exporter.otlp.headers': {
    type: 'PASSWORD',
    default: '',
    importance: 'LOW',
    doc: 'Headers of the requests, such as api-key=secret,other=value; values percent-encoded.',
  },
  'otel.exporter.otlp.timeout': {
    type: 'LONG',
    default: 10_000,
    importance: 'LOW',
    doc: 'How long a request may take, ms.',
  },
  'otel.service.name': {
    type: 'STRING',
    default: 'sluiceway',
    importance: 'MEDIUM',
    doc: 'Name of the service in traces.',
  },
  'otel.resource.attributes': {
    type: 'STRING',
    default: '',
    importance: 'LOW',
    doc: 'Further attributes of the service, such as deployment.environment=prod,team=orders.',
  },
  'otel.traces.sampler': {
    type: 'STRING',
    default: 'parentbased_always_on',
    validator: oneOf(...SAMPLERS),
    importance: 'MEDIUM',
    doc: 'Which batches are traced. parentbased: sinks trace those of whose records one was traced.',
  },
  'otel.traces.sampler.arg': {
    type: 'DOUBLE',
    default: 1,
    importance: 'LOW',
    doc: 'Part of the batches that traceidratio traces, 0 to 1.',
  },
  'otel.bsp.schedule.delay': {
    type: 'LONG',
    default: 5_000,
    importance: 'LOW',
    doc: 'Most time between two requests, ms.',
  },
  'otel.bsp.max.queue.size': {
    type: 'INT',
    default: 2_048,
    importance: 'LOW',
    doc: 'Most spans that wait; more are dropped.',
  },
  'otel.bsp.max.export.batch.size': { type: 'INT', default: 512, importance: 'LOW', doc: 'Most spans of a request.' },
})

/** What a task has to know. */
export interface SamplerSettings {
  /** Part of the batches without a traced record that are traced, 0 to 1. */
  readonly ratio: number
  /** A batch with a traced record is traced, one whose records were all left out is not. */
  readonly isParentBased: boolean
}

export interface TracingSettings {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: SamplerSettings
  readonly delayMs: number
  readonly queueMax: number
  readonly batchMax: number
}

type Env = Readonly<Record<string, string | undefined>>

/** null: traces are off, as they are by default. Worker settings win over the environment. Throws ConfigException. */
export function tracingSettings(props: Readonly<Record<string, string>>, env: Env): TracingSettings | null {
  const given: Record<string, string> = {}
  for (const key of Object.keys(tracingConfig.keys)) {
    const value = props[key] ?? env[key.toUpperCase().replaceAll('.', '_')]
    if (value !== undefined && value.trim() !== '') given[key] = value.trim()
  }
  const settings = tracingConfig.parse(given)
  const own = settings['otel.exporter.otlp.traces.endpoint']
  const common = settings['otel.exporter.otlp.endpoint']
  const exporter = settings['otel.traces.exporter'] || (own !== '' || common !== '' ? 'otlp' : 'none')
  if (settings['otel.sdk.disabled'] || exporter === 'none') return null
  const base = common === '' ? 'http://localhost:4318' : common
  return {
    url: own === '' ? `${base.replace(/\/$/, '')}/v1/traces` : own,
    headers: pairs(given['otel.exporter.otlp.headers'] ?? '', decodeURIComponent),
    timeoutMs: settings['otel.exporter.otlp.timeout'],
    resource: {
      ...pairs(settings['otel.resource.attributes'], decodeURIComponent),
      'service.name': settings['otel.service.name'],
    },
    sampler: samplerOf(settings['otel.traces.sampler'], settings['otel.traces.sampler.arg']),
    delayMs: settings['otel.bsp.schedule.delay'],
    queueMax: settings['otel.bsp.max.queue.size'],
    batchMax: settings['otel.bsp.max.export.batch.size'],
  }
}

function samplerOf(name: string, ratio: number): SamplerSettings {
  const isParentBased = name.startsWith('parentbased_')
  if (name.endsWith('always_on')) return { ratio: 1, isParentBased }
  return { ratio: name.endsWith('always_off') ? 0 : ratio, isParentBased }
}

function pairs(text: string, decode: (value: string) => string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at <= 0 ? [] : [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())]]
    }),
  )
}
