import { ok, type RestContext, type RestResponse, type Route } from '../route.ts'

const statusCodes = { healthy: 200, starting: 503, unhealthy: 500 } as const
const HEALTH_TIMEOUT_MS = 10_000
const UNHEALTHY = 'Worker was unable to handle this request and may be unable to handle other requests.'

/** KIP-1017: a worker that starts is not ready, one whose herder does not get to its requests within ten seconds is not well. */
async function health({ herder, settings }: RestContext): Promise<RestResponse> {
  const isResponding = await inTime(herder.responds?.(), settings.healthTimeoutMs ?? HEALTH_TIMEOUT_MS)
  const { status, message } = herder.health()
  if (isResponding || status !== 'healthy') return { status: statusCodes[status], body: { status, message } }
  const stage = herder.stage ?? null
  const doing =
    stage === null || stage.completedAt !== null
      ? ''
      : ` The worker is currently ${stage.what}, which began at ${new Date(stage.startedAt).toISOString()}`
  return { status: statusCodes.unhealthy, body: { status: 'unhealthy', message: `${UNHEALTHY}${doing}` } }
}

async function inTime(answer: Promise<void> | undefined, timeoutMs: number): Promise<boolean> {
  if (answer === undefined) return true
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs)
  })
  try {
    return await Promise.race([answer.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

export const rootRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    role: 'read',
    summary: 'Version of the worker and id of the Kafka cluster it is connected to.',
    handle: async ({ herder, version }) =>
      ok({ version: version.version, commit: version.commit, kafka_cluster_id: await herder.kafkaClusterId() }),
  },
  {
    method: 'GET',
    path: '/health',
    role: 'read',
    isPublic: true,
    summary: 'Whether the worker has started and can answer.',
    handle: health,
  },
]
