import { ConnectException, DataException, JavaException, RetriableException } from '../errors/index.ts'

const REST_CLIENT_EXCEPTION = 'io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException'

/** What the registry client throws, as far as we look at it. */
interface ClientFailure {
  readonly message?: string
  readonly status?: number
  readonly errorCode?: number
  readonly code?: string
}

const mayPass = (status: number) => status === 408 || status === 429 || status >= 500

/**
 * An exception of the client as Connect's: RetriableException when a later try may succeed, DataException for what the registry does not have or
 * refuses, ConnectException for rejected credentials. The cause has the Java client's class and text. `action` completes "Could not ...".
 */
export function registryFailure(error: unknown, action: string, urls: string): Error {
  const failure = (typeof error === 'object' && error !== null ? error : {}) as ClientFailure
  const { status } = failure
  const text = failure.message ?? String(error)
  if (status === undefined) {
    const reason = text === '' ? (failure.code ?? 'no answer') : text
    return new RetriableException(
      `Could not ${action}: the schema registry at ${urls} cannot be reached (${reason})`,
      error,
    )
  }
  const cause = new JavaException(REST_CLIENT_EXCEPTION, text.replace('; Error code:', '; error code:'))
  if (mayPass(status))
    return new RetriableException(`Could not ${action}: the schema registry at ${urls} answered ${status}`, cause)
  if (status === 401 || status === 403)
    return new ConnectException(
      `Could not ${action}: the schema registry at ${urls} rejected the credentials (${status})`,
      cause,
    )
  return new DataException(`Could not ${action}: ${cause.message}`, cause)
}
