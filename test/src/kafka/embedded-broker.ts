import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker } from '../../../src/broker/index.ts'
import type { TestBroker } from './consumer/reading-suite.ts'

/** The embedded broker on a free port, with its data in a directory that goes with it. */
export async function startEmbedded(config: Record<string, string> = {}): Promise<TestBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluiceway-broker-'))
  const broker = await startBroker({
    dataDir,
    port: 0,
    config: { 'group.initial.rebalance.delay.ms': '0', ...config },
  })
  return {
    bootstrapServers: `${broker.host}:${broker.port}`,
    async [Symbol.asyncDispose]() {
      await broker.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
