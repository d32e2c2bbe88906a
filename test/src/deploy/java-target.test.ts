import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ConnectClient, planDeploy } from '../../../src/deploy/index.ts'
import { systemClock } from '../../../src/kafka/index.ts'

/** Answers what every Kafka Connect worker answers to GET /, and has no connectors. */
async function worker(commit: string): Promise<ConnectClient> {
  const server = createServer(({ url }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(url === '/' ? { version: '4.3.1', commit, kafka_cluster_id: 'x' } : {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return new ConnectClient({ url: `http://127.0.0.1:${port}`, fetch, clock: systemClock })
}

test('error handling that a Java worker would ignore is refused before anything is asked of it', async () => {
  const config = {
    name: 'orders-source',
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.restart.max.attempts': '5',
    'task.isolation': 'shared',
  }
  const connectors = [{ name: 'orders-source', kind: 'source' as const, config }]
  const request = {
    id: 'orders',
    pipelines: [{ name: 'orders', file: 'orders.yaml', connectors, bundle: null, manifest: {} as never }],
    inputs: null,
    artefact: 'hash',
  }
  await expect(planDeploy(await worker('0123456789abcdef'), request)).rejects.toMatchObject({
    code: 'SLW6025',
    message: expect.stringMatching(
      /is a Java Kafka Connect worker and would ignore settings that only Sluiceway has:\norders-source: errors\.restart\.max\.attempts, errors\.deadletterqueue\.topic\.name$/,
    ) as unknown,
  })
})
