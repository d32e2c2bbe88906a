import { logSink, runWorker, type WorkerResult } from './run-worker.ts'

/** `pipeline worker distributed`: settings from the file, if there is one, and from CONNECT_* variables, which win. */
export async function runDistributed(
  file: string | undefined,
  logFormat: 'text' | 'json',
  log: (line: string) => void,
): Promise<WorkerResult> {
  const [{ readSettings, settingsFromEnvironment }, { startDistributed }] = await Promise.all([
    import('../../src/app/worker-config.ts'),
    import('../../src/app/start-worker.ts'),
  ])
  const settings = {
    ...(file === undefined || file === '' ? {} : await readSettings(file)),
    ...settingsFromEnvironment(process.env),
  }
  return runWorker(() => startDistributed(settings, { log: logSink(logFormat) }), log)
}
