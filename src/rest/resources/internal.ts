import { ALGORITHM_HEADER, type ConnectorConfig, type Herder, isSigned, SIGNATURE_HEADER } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { expectTextMap, wrongKind } from '../json-body.ts'
import { noContent, type RestContext, type RestRequest, type Route } from '../route.ts'

const DEFAULT_ALGORITHMS = ['HmacSHA256']

/**
 * Checks that a request comes from a worker of this group (S11.9): 400 without signature, 503 while no key was read, 403 for a wrong one. A worker
 * without a group has no key and leaves the refusal to its herder.
 */
function checkSignature({ herder, settings }: RestContext, { headers, rawBody }: RestRequest): void {
  if (herder.sessionKey === undefined) return
  const value = headers[SIGNATURE_HEADER.toLowerCase()]
  const algorithm = headers[ALGORITHM_HEADER.toLowerCase()]
  if (value === undefined || algorithm === undefined) throw badRequest('Internal request missing required signature')
  const known = settings.verificationAlgorithms ?? DEFAULT_ALGORITHMS
  if (!known.includes(algorithm)) {
    throw badRequest(
      `This worker does not support the '${algorithm}' key signing algorithm used by other workers. This worker is currently configured to use: [${known.join(', ')}]. Check that all workers' configuration files permit the same set of signature algorithms, and correct any misconfigured worker and restart it.`,
    )
  }
  const key = herder.sessionKey()
  if (key === null) {
    throw new HttpError(
      503,
      'This worker is still starting up and has not been able to read a session key from the config topic yet',
    )
  }
  if (!isSigned(key, rawBody, { value, algorithm }))
    throw new HttpError(403, 'Internal request contained invalid signature.')
}

function taskConfigsOf({ body, rawBody }: RestRequest): ConnectorConfig[] {
  if (Array.isArray(body)) return body.map((each) => (expectTextMap(each, { rawBody }) ?? {}) as ConnectorConfig)
  throw wrongKind('java.util.ArrayList<java.util.Map<java.lang.String,java.lang.String>>', body, { rawBody })
}

function fence(herder: Herder, name: string): Promise<void> {
  if (herder.fenceZombies === undefined)
    throw new HttpError(500, 'Kafka Connect in standalone mode does not support exactly-once source connectors.')
  return herder.fenceZombies(name)
}

export const internalRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/connectors/:connector/tasks',
    role: 'admin',
    isInternal: true,
    summary: 'A follower hands the task configurations of its connector to the leader.',
    async handle(context, request) {
      checkSignature(context, request)
      await context.herder.putTaskConfigs(request.params['connector']!, taskConfigsOf(request))
      return noContent
    },
  },
  {
    method: 'PUT',
    path: '/connectors/:connector/fence',
    role: 'admin',
    isInternal: true,
    summary: 'A follower asks the leader to fence the producers of earlier tasks.',
    async handle(context, request) {
      checkSignature(context, request)
      await fence(context.herder, request.params['connector']!)
      return noContent
    },
  },
]
