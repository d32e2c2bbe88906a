import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Broker, startBroker } from '../../../../src/broker/index.ts'

/** The embedded broker on a free port in a directory that goes with it. */
export async function startEmbedded(options: Partial<Parameters<typeof startBroker>[0]> = {}): Promise<Broker> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluiceway-producer-'))
  const broker = await startBroker({ dataDir, ...options })
  const close = broker.close.bind(broker)
  broker.close = async () => {
    await close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return broker
}
