import type { ConnectorConfig, ConnectorInfo, Herder } from '../../runtime/index.ts'
import { infoBody, statusBody, taskInfoBody } from '../entities.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { entityName, expectEntity, expectEnum, expectOnly, expectText, expectTextMap, isNullMap } from '../json-body.ts'
import { configForMask } from '../mask/config-for-mask.ts'
import type { Mask } from '../mask/mask.ts'
import { noContent, ok, type RestContext, type RestRequest, type RestResponse, type Route } from '../route.ts'

const connectorPath = '/connectors/:connector'

const created = (request: RestRequest, name: string, body: unknown): RestResponse => ({
  status: 201,
  body,
  headers: { Location: `${request.baseUrl}/connectors/${pathSegment(name)}` },
})

/** A name in a path as Java's UriBuilder writes it: of the signs, only those are escaped that mean something there. */
const pathSegment = (name: string) =>
  encodeURIComponent(name).replaceAll(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, (escaped) => decodeURIComponent(escaped))

async function list({ herder }: RestContext, { query, mask }: RestRequest): Promise<RestResponse> {
  const names = await herder.connectors()
  const expand = query.getAll('expand')
  if (expand.length === 0) return ok(names)
  const entries = await Promise.all(names.map(async (name) => [name, await expanded(name)] as const))
  return ok(Object.fromEntries(entries.filter(([, entry]) => entry !== null)))

  async function expanded(name: string): Promise<object | null> {
    try {
      const entry: Record<string, unknown> = {}
      if (expand.includes('status')) entry['status'] = await shownStatus(herder, name, mask)
      if (expand.includes('info')) entry['info'] = infoBody(await shownInfo(herder, name, mask))
      return entry
    } catch {
      return null // deleted while we were listing: left out, as a Java worker does
    }
  }
}

const initialState = {
  name: `${entityName('CreateConnectorRequest')}$InitialState`,
  values: ['RUNNING', 'PAUSED', 'STOPPED'],
} as const

async function create({ herder }: RestContext, request: RestRequest): Promise<RestResponse> {
  const { rawBody } = request
  const body = expectEntity(request.body, 'CreateConnectorRequest', { rawBody })
  if (body === null) throw isNull('CreateConnectorRequest.name()', 'createRequest')
  const inField = (field: string) => ({
    ...{ rawBody, path: [field] },
    chain: [`${entityName('CreateConnectorRequest')}["${field}"]`],
  })
  const config = expectTextMap(body['config'], inField('config'))
  const state = expectEnum(body['initial_state'], initialState, inField('initial_state'))
  expectOnly(body, 'CreateConnectorRequest', ['config', 'name', 'initial_state'], { rawBody })
  const name = (expectText(body['name'], 'name', 'CreateConnectorRequest', { rawBody }) ?? '').trim()
  if (config === null) throw noConfig()
  const { info } = await herder.putConnectorConfig(name, named(config, name), {
    allowReplace: false,
    ...(state === null ? {} : { initialState: state }),
  })
  return created(request, name, infoBody(info))
}

/** The configuration with its name added; a different name in it is an error. */
function named(config: Record<string, string | null>, name: string): Record<string, string> {
  const own = config['name']
  if (own !== undefined && own !== null && own !== name) {
    throw badRequest(`Connector name configuration (${own}) doesn't match connector name in the URL (${name})`)
  }
  return { ...config, name } as Record<string, string>
}

/** What a Java worker says of an absent body. */
const isNull = (call: string, variable: string) =>
  new HttpError(500, `Cannot invoke "${entityName(call)}" because "${variable}" is null`)
const noConfig = () => isNullMap('get(Object)', 'connectorConfig')

async function put({ herder }: RestContext, request: RestRequest): Promise<RestResponse> {
  const name = request.params['connector']!
  const config = expectTextMap(request.body, request)
  if (config === null) throw noConfig()
  const { created: isNew, info } = await herder.putConnectorConfig(name, named(config, name), { allowReplace: true })
  return isNew ? created(request, name, infoBody(info)) : ok(infoBody(info))
}

async function shownInfo(herder: Herder, name: string, mask: Mask | null): Promise<ConnectorInfo> {
  const info = await herder.connectorInfo(name)
  return mask === null ? info : { ...info, config: mask.config(info.config) }
}

async function shownConfig(herder: Herder, name: string, mask: Mask | null): Promise<ConnectorConfig> {
  const config = await herder.connectorConfig(name)
  return mask === null ? config : mask.config(config)
}

async function shownStatus(herder: Herder, name: string, mask: Mask | null): Promise<object> {
  const status = await herder.connectorStatus(name)
  return statusBody(mask === null ? status : mask.status(status, await configForMask(herder, name)))
}

async function tasks({ herder }: RestContext, { params, mask }: RestRequest): Promise<RestResponse> {
  const name = params['connector']!
  const infos = await herder.taskConfigs(name)
  if (mask === null) return ok(infos.map(taskInfoBody))
  const connector = await herder.connectorConfig(name)
  const shown = infos.map((info) => ({ ...info, config: mask.config(info.config, connector) }))
  return ok(shown.map(taskInfoBody))
}

export const connectorRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/connectors',
    role: 'read',
    summary: 'Names of all connectors, or their info and status.',
    query: { expand: '`info` and/or `status`, repeated' },
    handle: list,
  },
  { method: 'POST', path: '/connectors', role: 'deploy', summary: 'Create a connector.', handle: create },
  {
    method: 'GET',
    path: connectorPath,
    role: 'read',
    summary: 'A connector: configuration, tasks, type.',
    handle: async ({ herder }, { params, mask }) => ok(infoBody(await shownInfo(herder, params['connector']!, mask))),
  },
  {
    method: 'DELETE',
    path: connectorPath,
    role: 'deploy',
    summary: 'Delete a connector; its offsets stay.',
    handle: ({ herder }, { params }) => herder.deleteConnectorConfig(params['connector']!).then(() => noContent),
  },
  {
    method: 'GET',
    path: `${connectorPath}/config`,
    role: 'read',
    summary: "A connector's configuration.",
    handle: async ({ herder }, { params, mask }) => ok(await shownConfig(herder, params['connector']!, mask)),
  },
  {
    method: 'PUT',
    path: `${connectorPath}/config`,
    role: 'deploy',
    summary: 'Create or replace a connector.',
    handle: put,
  },
  {
    method: 'PATCH',
    path: `${connectorPath}/config`,
    role: 'deploy',
    summary: "Merge into a connector's configuration; null removes a key.",
    handle: async ({ herder }, request) => {
      const patch = expectTextMap(request.body, request)
      const name = request.params['connector']!
      if (patch === null) {
        await herder.connectorInfo(name)
        throw isNullMap('forEach(java.util.function.BiConsumer)', 'patch')
      }
      return ok(infoBody(await herder.patchConnectorConfig(name, patch)))
    },
  },
  {
    method: 'GET',
    path: `${connectorPath}/status`,
    role: 'read',
    summary: 'State of a connector and of its tasks.',
    handle: async ({ herder }, { params, mask }) => ok(await shownStatus(herder, params['connector']!, mask)),
  },
  {
    method: 'GET',
    path: `${connectorPath}/tasks`,
    role: 'read',
    summary: 'Tasks with their configurations.',
    handle: tasks,
  },
]
