import {
  type Api,
  type DeferredBytes,
  ErrorCode,
  encodeResponseFrame,
  invalidMessage,
  type Reader,
  type RequestOf,
  type ResponseInput,
} from '../../protocol/index.ts'
import type { Handler, RequestContext } from '../handlers/handler.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { CloseConnection } from './close-connection.ts'

const SASL_HANDSHAKE = 17
const API_VERSIONS = 18
const SASL_AUTHENTICATE = 36

/**
 * Decodes a request, has it handled and encodes the answer; undefined when there is none.
 *
 * @throws when the connection is to be closed: the bytes make no sense, or the client must authenticate first
 */
export async function answerRequest(
  handler: Handler,
  reader: Reader,
  context: RequestContext,
): Promise<readonly (Buffer | DeferredBytes)[] | undefined> {
  const { api } = handler
  const { version } = context
  if (!context.session.isAuthenticated && ![SASL_HANDSHAKE, API_VERSIONS, SASL_AUTHENTICATE].includes(api.key)) {
    throw invalidMessage(`${api.name} before authentication`)
  }
  const isKnownVersion = version >= handler.versions[0] && version <= handler.versions[1]
  if (!isKnownVersion) {
    if (api.key !== API_VERSIONS) throw invalidMessage(`${api.name} has no version ${version}`)
    // KIP-511: a client that is newer than the broker learns from version 0 what it can use.
    return encode(handler, 0, context, handler.refuse({} as never, ErrorCode.UNSUPPORTED_VERSION, context))
  }
  const request = api.decodeRequest(reader, version) as RequestOf<Api>
  const response = await handle(handler, request, context)
  return response === null ? undefined : encode(handler, version, context, response)
}

async function handle(
  handler: Handler,
  request: RequestOf<Api>,
  context: RequestContext,
): Promise<ResponseInput<Api> | null> {
  const { broker } = context
  const intercepted = await broker.interceptors.apply(handler, request, context)
  if (intercepted !== undefined) return intercepted
  try {
    return await handler.handle(request, context)
  } catch (error) {
    if (error instanceof CloseConnection) throw error
    if (error instanceof KafkaFailure) return handler.refuse(request, error.code, context)
    broker.log.error(`${handler.api.name} v${context.version} failed`, error)
    return handler.refuse(request, ErrorCode.UNKNOWN_SERVER_ERROR, context)
  }
}

function encode(handler: Handler, version: number, context: RequestContext, response: ResponseInput<Api>) {
  return encodeResponseFrame(handler.api, version, context.header.correlationId, (writer) => {
    handler.api.encodeResponse(writer, version, response)
  })
}
