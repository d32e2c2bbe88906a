/**
 * The only file that reaches into kafkajs. Of its client we use the SASL logins; they are loaded by the first connection that logs in, since
 * they bring 70 modules, almost 1 MB for each thread. What stood in the way is replaced here:
 *
 * - its OAUTHBEARER exchange takes a refused token for a success;
 * - nothing is logged: callers get the error.
 *
 * The version is pinned; `test/src/kafka/kafkajs-internals.test.ts` fails when it changes.
 */
export const kafkajsVersion = '2.2.4'

/** kafkajs's `sasl` option: mechanism with credentials, or with a token provider for OAUTHBEARER. */
export type KafkajsSasl =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | {
      mechanism: 'oauthbearer'
      oauthBearerProvider(): Promise<{ value: string; extensions?: Record<string, string> }>
    }

/** The connection that logs in. */
export interface LoginChannel {
  readonly host: string
  readonly port: number
  readonly clientId: string
  /** What the broker answered to ApiVersions. */
  readonly versions: Iterable<{ apiKey: number; minVersion: number; maxVersion: number }>
  /** Writes one request; resolves with its answer after the correlation id. */
  send(encode: (correlationId: number) => readonly Buffer[]): Promise<Buffer>
}

type Authenticator = typeof import('kafkajs/src/broker/saslAuthenticator/index.js').default
type Call = Parameters<ConstructorParameters<Authenticator>[0]['send']>[0]
type Logger = ConstructorParameters<Authenticator>[1]

const ignore = () => {}
const silent: Logger = { namespace: () => silent, debug: ignore, info: ignore, warn: ignore, error: ignore }
const SASL_AUTHENTICATE = 36

/** Logs in over a connection that nothing else uses meanwhile. A session lifetime of 0 is without end. */
export async function loginWithKafkajs(
  sasl: KafkajsSasl,
  channel: LoginChannel,
): Promise<{ sessionLifetimeMs: number }> {
  const { default: SaslAuthenticator } = await import('kafkajs/src/broker/saslAuthenticator/index.js')
  const table: Record<number, { minVersion: number; maxVersion: number }> = {}
  for (const { apiKey, minVersion, maxVersion } of channel.versions) table[apiKey] = { minVersion, maxVersion }
  const connection = {
    host: channel.host,
    port: channel.port,
    sasl: loginOf(sasl),
    send: (call: Call) => exchange(channel, call),
    sendAuthRequest: () => Promise.reject(saslError('the broker has no SaslAuthenticate: it is older than Kafka 1.0')),
  }
  const authenticator = new SaslAuthenticator(connection, silent, table, SASL_AUTHENTICATE in table)
  await authenticator.authenticate()
  return { sessionLifetimeMs: Number(authenticator.sessionLifetime) }
}

async function exchange({ clientId, send }: LoginChannel, { request, response }: Call): Promise<unknown> {
  const { buffer: body } = await request.encode()
  const id = Buffer.from(clientId)
  const answer = await send((correlationId) => {
    const head = Buffer.alloc(14)
    head.writeInt32BE(head.length - 4 + id.length + body.length)
    head.writeInt16BE(request.apiKey, 4)
    head.writeInt16BE(request.apiVersion, 6)
    head.writeInt32BE(correlationId, 8)
    head.writeInt16BE(id.length, 12)
    return [head, id, body]
  })
  return response.parse(await response.decode(answer))
}

interface SaslExchange {
  readonly saslAuthenticate: (call: {
    request: { encode(): Promise<Buffer> }
    response: { decode(bytes: Buffer): Promise<Buffer>; parse(bytes: Buffer): Promise<Buffer> }
  }) => Promise<Buffer>
}

/** kafkajs keeps its authenticator on the object it is given, so each connection gets its own. */
function loginOf(sasl: KafkajsSasl): { readonly mechanism: string } {
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl }
  const authenticationProvider = (exchanged: SaslExchange) => ({ authenticate: () => loginByToken(sasl, exchanged) })
  return Object.assign({ mechanism: sasl.mechanism }, { authenticationProvider })
}

type OauthSasl = Extract<KafkajsSasl, { mechanism: 'oauthbearer' }>

/** RFC 7628: a refused token is answered with a JSON text, which the client must acknowledge with 0x01. */
async function loginByToken(sasl: OauthSasl, { saslAuthenticate }: SaslExchange): Promise<void> {
  const { value, extensions } = await sasl.oauthBearerProvider()
  const pairs = Object.entries(extensions ?? {}).map(([name, text]) => `${name}=${text}\x01`)
  const send = (text: string) =>
    saslAuthenticate({
      request: { encode: async () => sized(Buffer.from(text)) },
      response: { decode: async (bytes) => bytes.subarray(4), parse: async (bytes) => bytes },
    })
  const answer = await send(`n,,\x01auth=Bearer ${value}\x01${pairs.join('')}\x01`)
  if (answer.length === 0) return
  await send('\x01').catch(ignore)
  throw saslError(`SASL OAUTHBEARER authentication failed: ${answer.toString('utf8')}`)
}

function sized(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(bytes.length)
  return Buffer.concat([prefix, bytes])
}

function saslError(message: string): Error {
  const error = new Error(message)
  error.name = 'KafkaJSSASLAuthenticationError'
  return error
}

const saslErrorNames = ['KafkaJSSASLAuthenticationError', 'KafkaJSProtocolError', 'KafkaJSServerDoesNotSupportApiKey']

/** Errors of the login, whose message says what the broker answered; the last means that it has no SASL at all. */
export const isSaslError = (error: unknown): boolean => error instanceof Error && saslErrorNames.includes(error.name)
