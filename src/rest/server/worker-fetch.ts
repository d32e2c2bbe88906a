import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import type { Fetch } from '../../runtime/index.ts'

/**
 * The HTTP client for calls to other workers of the group, with the certificates of the group's listeners. Unlike Node's `fetch` it
 * follows no redirects and uses no proxy.
 */
export function workerFetch(tls: ConnectionOptions = {}): Fetch {
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const options = { method, headers, signal, ...(url.startsWith('https:') ? tls : {}) }
      const call = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const status = answer.statusCode ?? 500
          const isEmpty = status === 204 || status === 304
          resolve(
            new Response(isEmpty ? null : Buffer.concat(chunks), {
              status,
              headers: Object.entries(answer.headers).flatMap(([name, value]) =>
                value === undefined ? [] : [[name, String(value)] as [string, string]],
              ),
            }),
          )
        })
      })
      call.on('error', reject)
      call.end(body)
    })
}
