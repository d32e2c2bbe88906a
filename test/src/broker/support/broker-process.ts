import { type ChildProcess, spawn } from 'node:child_process'

const entry = new URL('../../../../src/broker/index.ts', import.meta.url).href

export interface BrokerProcess {
  readonly port: number
  /** Ends it as `kill -9` does. Resolves when it is gone. */
  kill(): Promise<void>
}

/** A broker in a process of its own. */
export function startBrokerProcess(dataDir: string, config: Readonly<Record<string, string>>): Promise<BrokerProcess> {
  const script = `
    const { startBroker } = await import(${JSON.stringify(entry)})
    const broker = await startBroker(${JSON.stringify({ dataDir, config })})
    process.stdout.write(broker.port + '\\n')
    setInterval(() => {}, 1 << 30)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let problems = ''
  child.stderr.on('data', (chunk: Buffer) => {
    problems += String(chunk)
  })
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk)
      if (output.endsWith('\n')) resolve({ port: Number(output), kill: () => kill(child) })
    })
    child.once('exit', () => reject(new Error(`the broker ended: ${problems}`)))
  })
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
