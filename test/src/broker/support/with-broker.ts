import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Broker, type BrokerOptions, startBroker } from '../../../../src/broker/index.ts'

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sluiceway-broker-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs `work` with a broker on a free port and a directory of its own. */
export async function withBroker<T>(options: Partial<BrokerOptions>, work: (broker: Broker) => Promise<T>): Promise<T> {
  const directory = temporaryDirectory()
  const broker = await startBroker({ dataDir: directory.path, ...options })
  try {
    return await work(broker)
  } finally {
    await broker.close()
    directory.remove()
  }
}

/** Waits until `condition` holds; fails with `what` after `deadlineMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  deadlineMs = 60_000,
): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`timed out: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
