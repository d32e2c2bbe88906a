import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/plugins.md'), 'utf8')

/** The files of the page, in a folder of their own. */
function documentedProject(address = '127.0.0.1:8000'): string {
  const cwd = tempDir()
  for (const [, file, text] of page.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```/gm)) {
    mkdirSync(dirname(join(cwd, file!)), { recursive: true })
    writeFileSync(join(cwd, file!), text!.replaceAll('127.0.0.1:8000', address))
  }
  return cwd
}

/** Notes to read and an archive to write to; it is out of order once, and never takes what says `refuse`. */
async function startNotes() {
  const notes = ['card 4242424242424242', 'refuse me', 'plain'].map((text, i) => ({ id: i + 1, text }))
  const posted: string[] = []
  let answers = 0
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { searchParams } = new URL(request.url ?? '', 'http://notes')
    if (request.method === 'GET') {
      const after = Number(searchParams.get('after'))
      response.writeHead(++answers === 1 ? 503 : 200).end(JSON.stringify(notes.filter(({ id }) => id > after)))
      return
    }
    const body = String(Buffer.concat(await request.toArray()))
    posted.push(body)
    response.writeHead(posted.length === 1 ? 500 : body.startsWith('refuse') ? 400 : 200).end()
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { posted, address: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('the package of the page satisfies the compiler', () => {
  const cwd = documentedProject()
  const compilerOptions = {
    rootDir: '/',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { sluiceway: [join(root, 'src/index.ts')] },
  }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['acme-http/*.ts'], exclude: [] }
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(config))
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', cwd, '--noEmit'], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

test('the package of the page is listed, validated, tested and run', async () => {
  const { posted, address } = await startNotes()
  const cwd = documentedProject(address)
  const options = { cwd, env: { CONNECT_PLUGIN_PATH: 'acme-http' } }
  const listed = await runPipeline(['plugins', 'list', '--json'], options)
  const { plugins } = JSON.parse(listed.stdout) as { plugins: { name: string; version: string }[] }
  expect(plugins.filter(({ version }) => version === '1.0.0').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['http-sink', 'http-source', 'redact']),
  )
  expect(await runPipeline(['validate'], options)).toMatchObject({ exitCode: 0 })
  expect((await runPipeline(['test'], options)).stdout).toContain('1 passed, 0 failed')

  const run = spawn(process.execPath, [join(root, 'bin/pipeline.js'), 'run', 'pipelines'], {
    cwd,
    env: { ...process.env, ...options.env },
    stdio: 'ignore',
  })
  onTestFinished(() => void run.kill('SIGKILL'))
  await vi.waitFor(() => expect(posted.at(-1)).toBe('plain'), { timeout: 40_000 })
  // The first answer was 500: the batch came again.
  expect(posted).toEqual(['card ***', 'card ***', 'refuse me', 'plain'])
  run.kill('SIGTERM')
  expect(await once(run, 'exit')).toEqual([0, null])
})
