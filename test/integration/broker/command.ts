import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { neededInCi } from '../../support/services.ts'

/** Runs a program to its end and returns what it printed; fails with its output when it fails. */
export function run(
  program: string,
  args: readonly string[],
  options: {
    readonly input?: string
    readonly cwd?: string
    readonly env?: Record<string, string>
    readonly seconds?: number
  } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        timeout: (options.seconds ?? 120) * 1000,
        maxBuffer: 1 << 28,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: { ...process.env, ...options.env },
      },
      (error, stdout, stderr) =>
        error ? reject(new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`)) : resolve(stdout),
    )
    child.stdin?.end(options.input ?? '')
  })
}

/** Whether a program is there; in CI it must be. */
export async function isInstalled(program: string, ...args: string[]): Promise<boolean> {
  const isThere = await run(program, args).then(
    () => true,
    () => false,
  )
  return neededInCi(program, isThere)
}

/** A directory with the jars of an Apache Kafka distribution; tests with Java clients run when it is given, in CI always. */
export const kafkaLibs = process.env['KAFKA_LIBS']
neededInCi('KAFKA_LIBS', kafkaLibs !== undefined)

/** For a JVM that lives for a second: half the processor time. */
const shortLived = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

/** Runs a main class of Apache Kafka. */
export function kafka(
  mainClass: string,
  args: readonly string[],
  options: { input?: string; seconds?: number } = {},
): Promise<string> {
  const classpath = [join(kafkaLibs!, '*')].join(delimiter)
  return run('java', ['-Xmx512m', ...shortLived, '-cp', classpath, mainClass, ...args], options)
}

/** A Python with confluent-kafka; without one, tests install it for themselves. */
export const confluentPython = process.env['CONFLUENT_PYTHON']

export async function inTemporaryDirectory<T>(work: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'sluiceway-clients-'))
  try {
    return await work(path)
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}
