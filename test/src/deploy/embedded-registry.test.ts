import { expect, test } from 'vitest'
import { ConnectClient, planDeploy } from '../../../src/deploy/index.ts'
import { systemClock } from '../../../src/kafka/index.ts'

test('the embedded registry is refused on a Java worker, before anything is asked of it but what it is', async () => {
  const calls: string[] = []
  const client = new ConnectClient({
    url: 'http://connect:8083',
    clock: systemClock,
    fetch: async (url, { method }) => {
      calls.push(`${method} ${url}`)
      return Response.json({ version: '4.3.1', commit: '0a1b2c3d', kafka_cluster_id: 'x' })
    },
  })
  const config = { 'value.converter.schema.registry.url': 'embedded' }
  const pipeline = {
    name: 'orders',
    file: 'pipelines/orders.yaml',
    connectors: [{ name: 'orders-source', kind: 'source' as const, config }],
    manifest: {} as never,
    bundle: null,
  }
  const plan = planDeploy(client, { id: 'shop', pipelines: [pipeline], inputs: null, artefact: 'x' })
  await expect(plan).rejects.toMatchObject({
    code: 'SLW6022',
    message: expect.stringContaining('orders-source: value.converter.schema.registry.url'),
    hint: expect.stringContaining('Name a registry'),
  })
  expect(calls).toEqual(['GET http://connect:8083/'])
})
