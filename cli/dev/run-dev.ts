import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import type { InstalledPlugins } from '../../src/app/installed-plugins.ts'
import { type LocalToken, writeLocalToken } from '../../src/app/local-token.ts'
import { packageVersion, restContext } from '../../src/app/rest-context.ts'
import { Session } from '../../src/app/session.ts'
import { FollowingWatch } from '../../src/app/watch-files.ts'
import { hasErrors, PipelineError } from '../../src/errors/index.ts'
import { startRestServer } from '../../src/rest/index.ts'
import type { DevResult } from '../commands/dev.ts'
import { compileForCli } from '../compile.ts'
import { logTo } from '../output/log-line.ts'
import { abortOnSignal } from '../signals.ts'
import { StateReporter } from './state-reporter.ts'

export interface DevOptions {
  readonly dataDir: string
  readonly brokerPort: number
  readonly restPort: number
  readonly registryPort: number
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
  readonly bootstrapServers?: string
  /** One JSON object a line on stdout for each event, instead of text. */
  readonly json: boolean
  /** Default: those of this package. */
  readonly plugins?: InstalledPlugins
}

const DEFAULT_FOLDER = 'pipelines'

/** Runs the dev mode until a signal comes. Throws SLW5002 for a taken port, SLW5003 for a data directory in use. */
export async function runDev(inputs: readonly string[], options: DevOptions): Promise<DevResult> {
  const paths = inputs.length > 0 ? inputs : [DEFAULT_FOLDER]
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length > 0) {
    throw new PipelineError('SLW1001', `There is no ${missing.join(', ')}.`, {
      hint: 'Run `pipeline init` for a project to start from, or name your files.',
    })
  }
  using signal = abortOnSignal()
  await using stack = new AsyncDisposableStack()
  const print = options.json ? (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`) : () => true
  const say = options.json ? () => {} : (line: string) => void process.stdout.write(`${line}\n`)

  const session = await Session.open({
    onStorageFailure: (error) => {
      say(`${styleText('red', 'error')} ${error.code} ${error.message}\n      try: ${error.hint}`)
      print({ event: 'failed', code: error.code, message: error.message })
    },
    dataDir: options.dataDir,
    brokerPort: options.brokerPort,
    workerId: `127.0.0.1:${options.restPort}`,
    log: logTo(say, options.logLevel.toUpperCase() as 'WARN'),
    ...(options.plugins === undefined ? {} : { plugins: options.plugins.installed }),
    ...(options.bootstrapServers === undefined ? {} : { bootstrapServers: options.bootstrapServers }),
  })
  stack.defer(() => session.close())
  const settings = { 'bootstrap.servers': session.bootstrapServers }
  let token: LocalToken | null = null
  const rest = await startRestServer(restContext(session.herder, settings, session), {
    port: options.restPort,
    localToken: () => token?.token,
  })
  stack.defer(() => rest.close())
  token = await writeLocalToken(rest.port)
  stack.defer(() => token?.remove())
  const registryUrl = await session.startRegistry(options.registryPort)

  const result: DevResult = { bootstrapServers: session.bootstrapServers, restUrl: rest.url, registryUrl }
  say(banner(result, paths))
  print({ event: 'ready', ...result })

  const reporter = new StateReporter(session.herder, { say, print })
  stack.defer(() => reporter.stop())
  /** What is watched is what the last compilation read: files that a TypeScript pipeline imports too. */
  const watch = new FollowingWatch(() => applyOrReport())
  stack.defer(() => watch.close())
  const apply = async () => {
    const startedAt = performance.now()
    const { pipelines, diagnostics, text, inputs } = await compileForCli(paths, 'text', options.plugins?.catalogue)
    await watch.follow([...paths, ...inputs])
    if (text) say(text)
    if (hasErrors(diagnostics)) {
      say(styleText('yellow', 'Not applied: what ran before keeps running.'))
      print({ event: 'rejected', diagnostics })
      return
    }
    const changes = (await session.apply(pipelines)).filter((change) => change.action !== 'unchanged')
    const ms = Math.round(performance.now() - startedAt)
    for (const { connector, action } of changes) say(`${styleText('green', action.padEnd(8))} ${connector}`)
    say(styleText('dim', changes.length === 0 ? `no change (${ms} ms)` : `applied in ${ms} ms`))
    print({ event: 'applied', changes, ms })
  }
  const applyOrReport = (): Promise<void> =>
    apply().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      say(`${styleText('red', 'error')} ${message}`)
      print({ event: 'failed', message })
    })
  await applyOrReport()

  await new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  say('\nstopping ...')
  return result
}

function banner(result: DevResult, paths: readonly string[]): string {
  const row = (name: string, value: string) => `  ${styleText('dim', name.padEnd(10))} ${value}`
  return [
    `${styleText('bold', 'sluiceway dev')} ${packageVersion()}`,
    row('Kafka', `${result.bootstrapServers}  ${styleText('dim', '(loopback only)')}`),
    row('REST', result.restUrl),
    row('registry', result.registryUrl),
    row('watching', `${paths.join(', ')}  ${styleText('dim', 'Ctrl-C ends')}`),
    '',
  ].join('\n')
}
