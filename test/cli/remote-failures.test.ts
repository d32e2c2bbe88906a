import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { freePort } from '../support/services.ts'

/** A server that answers everything alike. */
async function answering(status: number, body: string): Promise<string> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server with a certificate that nobody has reason to trust. */
async function selfSigned(): Promise<string> {
  const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/tls', name))
  const server = createTlsServer({ key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a worker that cannot be reached, refuses, or is none says what to do', async () => {
  const dead = `http://127.0.0.1:${await freePort()}`
  const cases: readonly (readonly [to: string, exitCode: number, text: RegExp])[] = [
    [dead, 3, /SLW6003 .* cannot be reached: ECONNREFUSED\n +try: Check the URL/],
    ['127.0.0.1:8083', 2, /SLW6001 '127\.0\.0\.1:8083' is not the URL of a worker\.\n +try: For example --to http/],
    [
      await answering(401, '{"error_code":401,"message":"Unauthorized"}'),
      2,
      /SLW6020 .* refuses GET .*: Unauthorized\n +try: Pass --token or --user/,
    ],
    [
      await answering(404, 'no such page'),
      1,
      /SLW6023 .* has nothing at GET .*: is it a Kafka Connect worker\?\n +try: Give/,
    ],
    [
      await selfSigned(),
      3,
      /SLW6003 .* cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT\n +try: Trust .* NODE_EXTRA_CA_CERTS=ca\.pem/,
    ],
    [
      (await answering(200, '{}')).replace('http:', 'https:'),
      3,
      /SLW6003 .* cannot be reached: ERR_SSL_\w+\n +try: Does this port speak TLS/,
    ],
    [await answering(200, '<html>'), 1, /SLW6021 .* was not answered with JSON: is this a Connect worker\?/],
  ]
  const results = await Promise.all(cases.map(([to]) => runPipeline(['list', '--to', to])))
  for (const [i, { exitCode, stderr }] of results.entries()) {
    expect(stderr).toMatch(cases[i]![2])
    expect(exitCode).toBe(cases[i]![1])
  }
})

test('Ctrl-C while a deployment waits is no bug: exit code 130, and what to do', async () => {
  const answers: Readonly<Record<string, string>> = {
    '/': '{"version":"4.3.1","commit":"java","kafka_cluster_id":"x"}',
    '/connectors?expand=info&expand=status': '{}',
  }
  const server = createServer(({ url = '' }, response) => {
    const body = answers[url] ?? (url.endsWith('/validate') ? '{"error_count":0,"configs":[]}' : '{}')
    response.writeHead(url.endsWith('/status') ? 404 : 200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const root = join(import.meta.dirname, '../..')
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const args = [join(root, 'bin/pipeline.js'), 'deploy', 'pipelines/log-to-topic.yaml', '--to', to]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  server.on('request', ({ url = '' }) => {
    if (url.endsWith('/status')) child.kill('SIGINT')
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(stderr).toBe(
    'error SLW6026 Interrupted by SIGINT.\n      try: Run the command again: it completes what is left.\n',
  )
  expect(code).toBe(130)
})
