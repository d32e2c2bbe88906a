import { expect, test } from 'vitest'
import { ConnectClient } from '../../../src/deploy/connect-client.ts'
import { planConnectors } from '../../../src/deploy/deploy-plan.ts'
import { SecretKeys } from '../../../src/deploy/secret-keys.ts'
import { systemClock } from '../../../src/kafka/clock.ts'

/** Answers as a worker does that knows one plugin, whose `phrase` is a PASSWORD. */
const client = new ConnectClient({
  url: 'http://worker',
  clock: systemClock,
  fetch: async (url) =>
    url.endsWith('/connector-plugins/acme.Sink/config')
      ? Response.json([{ name: 'phrase', type: 'PASSWORD' }])
      : Response.json({ error_code: 404, message: 'Unknown plugin' }, { status: 404 }),
})

test('changes are shown key by key, secrets by their type and by their name never', async () => {
  const secrets = new SecretKeys(client)
  const base = { name: 'a', 'connector.class': 'acme.Sink' }
  const live = {
    ...base,
    phrase: 'planted-1',
    'db.password': 'planted-2',
    url: 'jdbc:x://me:planted-3@host/db',
    file: 'old',
    gone: 'x',
    'api.token': '${env:TOKEN}',
  }
  const config = {
    ...base,
    phrase: 'planted-4',
    'db.password': 'planted-5',
    url: 'jdbc:x://me:planted-6@host/db',
    file: 'new',
    added: 'y',
    'api.token': '${env:OTHER}',
  }
  const plan = await planConnectors(
    [{ name: 'a', kind: 'sink', config }],
    ['absent'],
    new Map([['a', { name: 'a', type: 'sink', config: live }]]),
    (configs) => secrets.masking(configs),
  )
  expect(JSON.stringify(plan)).not.toContain('planted')
  expect(plan).toEqual([
    {
      name: 'a',
      kind: 'sink',
      action: 'change',
      connectorClass: 'acme.Sink',
      changes: [
        { key: 'added', from: null, to: 'y' },
        { key: 'api.token', from: '${env:TOKEN}', to: '${env:OTHER}' },
        { key: 'db.password', from: '[hidden]', to: '[hidden]' },
        { key: 'file', from: 'old', to: 'new' },
        { key: 'gone', from: 'x', to: null },
        { key: 'phrase', from: '[hidden]', to: '[hidden]' },
        { key: 'url', from: 'jdbc:x://me:[hidden]@host/db', to: 'jdbc:x://me:[hidden]@host/db' },
      ],
    },
  ])
})
