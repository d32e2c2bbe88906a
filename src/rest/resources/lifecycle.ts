import { statusBody, taskStateBody } from '../entities.ts'
import { HttpError } from '../http-error.ts'
import { configForMask } from '../mask/config-for-mask.ts'
import { accepted, noContent, ok, type RestContext, type RestRequest, type RestResponse, type Route } from '../route.ts'

const connectorPath = '/connectors/:connector'

const isTrue = (query: URLSearchParams, name: string) => query.get(name)?.toLowerCase() === 'true'

async function restart({ herder }: RestContext, { params, query, mask }: RestRequest): Promise<RestResponse> {
  const name = params['connector']!
  const options = { includeTasks: isTrue(query, 'includeTasks'), onlyFailed: isTrue(query, 'onlyFailed') }
  if (options.includeTasks || options.onlyFailed) {
    const status = await herder.restartConnectorAndTasks(name, options)
    const shown = mask === null ? status : mask.status(status, await configForMask(herder, name))
    return { status: 202, body: statusBody(shown) }
  }
  await herder.restartConnector(name)
  return noContent
}

function taskId({ params }: RestRequest): { readonly connector: string; readonly task: number } {
  if (!/^-?\d{1,9}$/.test(params['task']!)) throw new HttpError(404, 'HTTP 404 Not Found')
  return { connector: params['connector']!, task: Number(params['task']) }
}

async function pause({ herder }: RestContext, { params }: RestRequest): Promise<RestResponse> {
  await herder.pauseConnector(params['connector']!)
  return accepted
}

async function resume({ herder }: RestContext, { params }: RestRequest): Promise<RestResponse> {
  await herder.resumeConnector(params['connector']!)
  return accepted
}

async function taskStatus({ herder }: RestContext, request: RestRequest): Promise<RestResponse> {
  const id = taskId(request)
  const status = await herder.taskStatus(id)
  const { mask } = request
  return ok(taskStateBody(mask === null ? status : mask.state(status, await configForMask(herder, id.connector))))
}

export const lifecycleRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${connectorPath}/restart`,
    role: 'operate',
    summary: 'Restart the connector; with flags also its tasks.',
    query: { includeTasks: 'restart tasks too', onlyFailed: 'only what is FAILED' },
    handle: restart,
  },
  {
    method: 'PUT',
    path: `${connectorPath}/pause`,
    role: 'operate',
    summary: 'Pause: tasks stay, nothing flows.',
    handle: pause,
  },
  {
    method: 'POST',
    path: `${connectorPath}/pause`,
    role: 'operate',
    summary: 'The same as PUT.',
    isExtension: true,
    handle: pause,
  },
  {
    method: 'PUT',
    path: `${connectorPath}/resume`,
    role: 'operate',
    summary: 'Run again after pause or stop.',
    handle: resume,
  },
  {
    method: 'POST',
    path: `${connectorPath}/resume`,
    role: 'operate',
    summary: 'The same as PUT.',
    isExtension: true,
    handle: resume,
  },
  {
    method: 'PUT',
    path: `${connectorPath}/stop`,
    role: 'operate',
    summary: 'Stop: tasks are shut down, the configuration stays.',
    handle: ({ herder }, { params }) => herder.stopConnector(params['connector']!).then(() => noContent),
  },
  {
    method: 'GET',
    path: `${connectorPath}/tasks/:task/status`,
    role: 'read',
    summary: 'State of one task.',
    handle: taskStatus,
  },
  {
    method: 'POST',
    path: `${connectorPath}/tasks/:task/restart`,
    role: 'operate',
    summary: 'Restart one task.',
    handle: ({ herder }, request) => herder.restartTask(taskId(request)).then(() => noContent),
  },
]
