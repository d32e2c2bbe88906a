import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Reading, readingsOfJmx } from './reading.ts'

const source = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Options of a Java process that serves its MBeans on a port of loopback. */
export const jmxOptions = (port: number): string =>
  ['host=127.0.0.1', `port=${port}`, `rmi.port=${port}`, 'authenticate=false', 'ssl=false', 'local.only=true']
    .map((each) => `-Dcom.sun.management.jmxremote.${each}`)
    .concat('-Djava.rmi.server.hostname=127.0.0.1')
    .join(' ')

/** Compiles `FlakyValue.java` to a folder for `plugin.path`. */
export function flakyValuePlugin(folder: string, kafkaLibs: string): string {
  const services = join(folder, 'flaky/META-INF/services')
  mkdirSync(services, { recursive: true })
  const classPath = ['-cp', join(kafkaLibs, '*')]
  execFileSync('javac', [...classPath, '-d', join(folder, 'flaky'), source('FlakyValue.java')])
  writeFileSync(join(services, 'org.apache.kafka.connect.transforms.Transformation'), 'test.FlakyValue\n')
  execFileSync('jar', ['--create', '--file', join(folder, 'flaky.jar'), '-C', join(folder, 'flaky'), '.'])
  const path = join(folder, 'plugins/flaky')
  mkdirSync(path, { recursive: true })
  execFileSync('mv', [join(folder, 'flaky.jar'), path])
  return join(folder, 'plugins')
}

export interface JavaMetrics extends AsyncDisposable {
  /** Everything that the worker's MBeans say now. */
  read(): Promise<Reading[]>
}

/** @param kafkaLibs - attributes may be values of Kafka's classes */
export async function openJavaMetrics(port: number, kafkaLibs: string): Promise<JavaMetrics> {
  const child = spawn('java', ['-cp', join(kafkaLibs, '*'), source('JmxMetrics.java'), String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async read() {
      child.stdin.write('\n')
      const found: string[] = []
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error('The reader of MBeans has ended')
        if (value === '') return readingsOfJmx(found)
        found.push(value)
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await exited
    },
  }
}
