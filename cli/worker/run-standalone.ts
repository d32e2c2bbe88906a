import { logSink, runWorker, type WorkerResult } from './run-worker.ts'

/** `pipeline worker standalone`: the first file holds the settings (CONNECT_* variables win), the others a connector each. */
export async function runStandalone(
  [settingsFile = '', ...connectorFiles]: readonly string[],
  logFormat: 'text' | 'json',
  log: (line: string) => void,
): Promise<WorkerResult> {
  const [{ readConnectorFile, readSettings, settingsFromEnvironment }, { startStandalone }] = await Promise.all([
    import('../../src/app/worker-config.ts'),
    import('../../src/app/start-worker.ts'),
  ])
  return runWorker(async () => {
    const settings = { ...(await readSettings(settingsFile)), ...settingsFromEnvironment(process.env) }
    const connectors = await Promise.all(connectorFiles.map((path) => readConnectorFile(path)))
    return startStandalone(settings, connectors, { log: logSink(logFormat) })
  }, log)
}
