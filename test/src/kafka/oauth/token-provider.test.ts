import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseClientConfig } from '../../../../src/kafka/client-config/client-config.ts'
import type { ClientProperties } from '../../../../src/kafka/index.ts'
import { oauthTokenProvider } from '../../../../src/kafka/oauth/token-provider.ts'

interface Call {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A token endpoint that answers with what `answer` gives for each call. */
async function endpoint(answer: (call: Call, count: number) => { status?: number; body: unknown; delayMs?: number }) {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      const call = { headers: request.headers, body }
      calls.push(call)
      const { status = 200, body: text, delayMs = 0 } = answer(call, calls.length)
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(text))
      }, delayMs)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token` }
}

const provider = (properties: ClientProperties, options: Record<string, string> = {}) =>
  oauthTokenProvider(parseClientConfig('admin', properties).values, new Map(Object.entries(options)))
const token = (lifeSeconds: number, id = 1) => {
  const claims = { sub: 'alice', id, exp: Date.now() / 1000 + lifeSeconds }
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`
}
const client = {
  'sasl.oauthbearer.client.credentials.client.id': 'my client',
  'sasl.oauthbearer.client.credentials.client.secret': 'p:ss&word',
}

describe('OAuth tokens', () => {
  it('come from the token endpoint with client credentials, and are used until they are old', async () => {
    const { calls, url } = await endpoint((_, count) => ({ body: { access_token: token(3600, count) } }))
    const next = provider(
      { ...client, 'sasl.oauthbearer.token.endpoint.url': url, 'sasl.oauthbearer.scope': 'kafka read' },
      { extension_logicalCluster: 'lkc-1' },
    )
    const [first, second] = [await next(), await next()]
    expect(first).toEqual(second)
    expect(first.extensions).toEqual({ logicalCluster: 'lkc-1' })
    expect(calls).toHaveLength(1)
    expect(calls[0]!.body).toBe('grant_type=client_credentials&scope=kafka+read')
    expect(calls[0]!.headers.authorization).toBe(`Basic ${Buffer.from('my client:p:ss&word').toString('base64')}`)
  })

  it('send encoded credentials with sasl.oauthbearer.header.urlencode', async () => {
    const { calls, url } = await endpoint(() => ({ body: { access_token: token(60) } }))
    await provider({
      ...client,
      'sasl.oauthbearer.token.endpoint.url': url,
      'sasl.oauthbearer.header.urlencode': 'true',
      'sasl.oauthbearer.jwt.retriever.class':
        'org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever',
      'sasl.login.callback.handler.class':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
    })()
    expect(calls[0]!.headers.authorization).toBe(`Basic ${Buffer.from('my%20client:p%3Ass%26word').toString('base64')}`)
  })

  it.each([
    [{ 'sasl.login.refresh.window.factor': 0.9 }, 400, 1],
    [{ 'sasl.login.refresh.buffer.seconds': 3600 }, 3700, 1],
    [{}, -1, 2],
  ])('are fetched again in time (%j, %i s to live)', async (properties, lifeSeconds, fetches) => {
    const { calls, url } = await endpoint(() => ({ body: { access_token: token(lifeSeconds) } }))
    const next = provider({ ...client, ...properties, 'sasl.oauthbearer.token.endpoint.url': url })
    await next()
    await next()
    expect(calls).toHaveLength(fetches)
  })

  it('take client id and secret from the JAAS line too, and share one fetch', async () => {
    const { calls, url } = await endpoint(() => ({ body: { access_token: token(600) }, delayMs: 30 }))
    const next = provider(
      { 'sasl.oauthbearer.token.endpoint.url': url },
      { clientId: 'a', clientSecret: 'b', scope: 's' },
    )
    await Promise.all([next(), next(), next()])
    expect(calls).toHaveLength(1)
    expect(calls[0]!.body).toContain('scope=s')
  })

  it('are asked for again after a failure of the server, not after a refusal', async () => {
    const busy = await endpoint((_, count) =>
      count < 3 ? { status: 503, body: {} } : { body: { access_token: token(600) } },
    )
    const backOff = { 'sasl.login.retry.backoff.ms': 5, 'sasl.login.retry.backoff.max.ms': 500 }
    await provider({ ...client, ...backOff, 'sasl.oauthbearer.token.endpoint.url': busy.url })()
    expect(busy.calls).toHaveLength(3)
    const refusing = await endpoint(() => ({ status: 401, body: { error: 'invalid_client' } }))
    const refused = provider({ ...client, ...backOff, 'sasl.oauthbearer.token.endpoint.url': refusing.url })()
    await expect(refused).rejects.toMatchObject({ code: 'SLW5010', message: expect.stringContaining('status 401') })
    expect(refusing.calls).toHaveLength(1)
  })

  it('give up on an endpoint that does not answer within sasl.login.read.timeout.ms', async () => {
    const { url } = await endpoint(() => ({ body: {}, delayMs: 5000 }))
    const timeouts = { 'sasl.login.read.timeout.ms': 100, 'sasl.login.retry.backoff.max.ms': 50 }
    await expect(
      provider({ ...client, ...timeouts, 'sasl.oauthbearer.token.endpoint.url': url })(),
    ).rejects.toMatchObject({
      code: 'SLW5001',
    })
  })

  it('come from a file', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluiceway-token-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const file = join(directory, 'token')
    writeFileSync(file, `${token(60)}\n`)
    const { value } = await provider({ 'sasl.oauthbearer.token.endpoint.url': pathToFileURL(file).href })()
    expect(value.split('.')).toHaveLength(3)
  })
})
