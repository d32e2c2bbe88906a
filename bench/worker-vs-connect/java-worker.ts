import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, until } from '../../test/integration/distributed/fixtures/cluster.ts'
import type { Settings } from '../footprint/packed-worker.ts'

export interface WorkerUnderTest {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/** Kafka Connect's own distributed worker, with the heap of its start script. Resolves when it is in its group. */
export async function startJavaWorker(dir: string, libs: string, settings: Settings): Promise<WorkerUnderTest> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const file = join(dir, 'java-worker.properties')
  const lines = Object.entries({ listeners: url, ...settings }).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(file, lines.join(''))
  const jvm = ['-Xms256m', '-Xmx2g', '-XX:+UseG1GC', '-cp', join(libs, '*')]
  const child = spawn('java', [...jvm, 'org.apache.kafka.connect.cli.ConnectDistributed', file], { stdio: 'ignore' })
  const isReady = async () => child.exitCode !== null || (await fetch(`${url}/health`)).status === 200
  await until('the Java worker is ready', isReady, 90_000)
  if (child.exitCode !== null) throw new Error(`the Java worker ended with code ${child.exitCode}`)
  return {
    url,
    pid: child.pid!,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}
