import { type BundleStore, type Deployment, formatLog, type Herder } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { ok, type RestContext, type RestRequest, type RestResponse, type Route } from '../route.ts'

const HASH = /^[0-9a-f]{64}$/
const ID = /^[\w.-]{1,200}$/

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields
  throw badRequest('The body must be a JSON object')
}

function namesOf(value: unknown, field: string): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw badRequest(`${field} must be a list of text`)
}

function hashOf(value: string | undefined): string {
  if (value !== undefined && HASH.test(value)) return value
  throw badRequest('A hash is 64 hexadecimal digits in lower case')
}

function bundlesOf({ bundles }: RestContext): BundleStore {
  if (bundles === undefined) throw new HttpError(404, 'This worker takes no bundles')
  return bundles
}

async function putChunk(context: RestContext, { params, body }: RestRequest): Promise<RestResponse> {
  const { data } = fieldsOf(body)
  if (typeof data !== 'string') throw badRequest('data must be base64')
  await bundlesOf(context).putChunk(hashOf(params['chunk']), Buffer.from(data, 'base64'))
  return { status: 204 }
}

async function putBundle(context: RestContext, { params, body }: RestRequest): Promise<RestResponse> {
  const chunks = namesOf(fieldsOf(body)['chunks'], 'chunks').map(hashOf)
  await bundlesOf(context).putBundle(hashOf(params['bundle']), chunks)
  return { status: 204 }
}

async function getBundle(context: RestContext, { params }: RestRequest): Promise<RestResponse> {
  const hash = hashOf(params['bundle'])
  if (await bundlesOf(context).has(hash)) return ok({ hash })
  throw new HttpError(404, `There is no bundle ${hash}`)
}

function configOf(value: unknown): Record<string, string> {
  const entries = Object.entries(fieldsOf(value))
  const wrong = entries.find(([, each]) => typeof each !== 'string')
  if (wrong !== undefined) throw badRequest(`The value of ${wrong[0]} must be text`)
  return Object.fromEntries(entries) as Record<string, string>
}

/** `{id, connectors: {name: config}, remove: [name], base, bundles: [hash], details}`. */
function deploymentOf(body: unknown): { readonly deployment: Deployment; readonly bundles: readonly string[] } {
  const { id, connectors, remove = [], base = null, bundles = [], details = {} } = fieldsOf(body)
  if (typeof id !== 'string' || !ID.test(id)) throw badRequest('id must be a name of letters, digits, . _ and -')
  if (base !== null && typeof base !== 'number') throw badRequest('base must be a revision or null')
  const configs = Object.entries(fieldsOf(connectors)).map(([name, config]) => ({
    name,
    config: configOf(config),
  }))
  return {
    deployment: { id, base, connectors: configs, remove: namesOf(remove, 'remove'), details: fieldsOf(details) },
    bundles: namesOf(bundles, 'bundles').map(hashOf),
  }
}

async function deploy(context: RestContext, { body }: RestRequest): Promise<RestResponse> {
  const { herder } = context
  if (herder.deploy === undefined) throw new HttpError(404, 'This worker takes no deployments')
  const { deployment, bundles } = deploymentOf(body)
  for (const hash of bundles)
    if (!(await bundlesOf(context).has(hash))) throw badRequest(`Bundle ${hash} is not there: upload it first`)
  // What the state of before names stays too: tasks that still run may load it again. Sweeping is no reason to fail.
  if (bundles.length > 0) await sweepBundles(context, bundles).catch(() => {})
  return ok(await herder.deploy(deployment))
}

/** Removes the code that no deployment and no connector names any more. */
async function sweepBundles(context: RestContext, added: readonly string[]): Promise<void> {
  const { herder } = context
  const records = await deploymentsOf(herder)
  const configs = await Promise.all((await herder.connectors()).map((name) => herder.connectorConfig(name)))
  const named = JSON.stringify([records, configs]).match(/\b[0-9a-f]{64}\b/g) ?? []
  await bundlesOf(context).sweep(new Set([...added, ...named]))
}

const deploymentsOf = (herder: Herder) => herder.deployments?.() ?? Promise.resolve([])

async function getDeployment({ herder }: RestContext, { params }: RestRequest): Promise<RestResponse> {
  const found = (await deploymentsOf(herder)).find(({ id }) => id === params['deployment'])
  if (found === undefined) throw new HttpError(404, `There is no deployment ${params['deployment']}`)
  return ok(found)
}

async function logs({ herder, logs: kept }: RestContext, { params, mask }: RestRequest): Promise<RestResponse> {
  const name = params['connector']!
  const config = await herder.connectorConfig(name)
  const lines = (kept?.of(name) ?? []).map((entry) => {
    const text = formatLog(entry).trimEnd()
    return { at: entry.at, level: entry.level, text: mask === null ? text : mask.text(text, config) }
  })
  return ok({ worker_id: herder.workerId, lines })
}

const extension = { isExtension: true } as const

/** What `pipeline deploy` and `pipeline logs` stand on; no other client needs it. */
export const deploymentRoutes: readonly Route[] = [
  {
    ...extension,
    method: 'GET',
    path: '/deployments',
    role: 'read',
    summary: 'The last deployment of each id.',
    handle: async ({ herder }) => ok(await deploymentsOf(herder)),
  },
  {
    ...extension,
    method: 'GET',
    path: '/deployments/:deployment',
    role: 'read',
    summary: 'The last deployment of an id.',
    handle: getDeployment,
  },
  {
    ...extension,
    method: 'POST',
    path: '/deployments',
    role: 'deploy',
    summary: 'Put and delete connectors, all of them or none.',
    handle: deploy,
  },
  {
    ...extension,
    method: 'GET',
    path: '/bundles/:bundle',
    role: 'read',
    summary: 'Whether a bundle is there, by its SHA-256.',
    handle: getBundle,
  },
  {
    ...extension,
    method: 'PUT',
    path: '/bundles/:bundle',
    role: 'deploy',
    asksForCredential: true,
    summary: 'Make a bundle of uploaded chunks.',
    handle: putBundle,
  },
  {
    ...extension,
    method: 'PUT',
    path: '/bundle-chunks/:chunk',
    role: 'deploy',
    asksForCredential: true,
    summary: 'Upload a chunk of a bundle: at most 512 KiB, under its SHA-256.',
    handle: putChunk,
  },
  {
    ...extension,
    method: 'GET',
    path: '/connectors/:connector/logs',
    role: 'read',
    summary: 'What this worker logged of late for a connector and its tasks.',
    handle: logs,
  },
]
