import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kafka, logLevel, type SASLOptions } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import type { Broker } from '../../../src/broker/index.ts'
import { Metadata } from '../../../src/protocol/index.ts'
import { WireClient } from './support/wire-client.ts'
import { withBroker } from './support/with-broker.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/tls/', import.meta.url))

async function listTopics(broker: Broker, sasl: SASLOptions | undefined, ssl?: { ca: string }): Promise<string[]> {
  const kafka = new Kafka({
    brokers: [`localhost:${broker.port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 3000,
    ...(sasl ? { sasl } : {}),
    ...(ssl ? { ssl } : {}),
  })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await admin.listTopics()
  } finally {
    await admin.disconnect()
  }
}

describe('SASL', () => {
  const users = { alice: 'wonder=land,1' }

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'lets users in with %s and nobody else',
    async (mechanism) => {
      await withBroker({ sasl: { users }, advertisedHost: 'localhost' }, async (broker) => {
        const sasl = (username: string, password: string) => ({ mechanism, username, password }) as SASLOptions
        expect(await listTopics(broker, sasl('alice', users.alice))).toEqual([])
        await expect(listTopics(broker, sasl('alice', 'wrong'))).rejects.toThrow(/[Aa]uthentication failed/)
        await expect(listTopics(broker, sasl('bob', users.alice))).rejects.toThrow(/[Aa]uthentication failed/)
      })
    },
  )

  it('closes the connection of a client that asks before it has said who it is', async () => {
    await withBroker({ sasl: { users } }, async (broker) => {
      await expect(WireClient.to(broker).send(Metadata, 4, { topics: null })).rejects.toThrow('closed')
    })
  })
})

describe('TLS', () => {
  it('serves clients that trust the certificate', async () => {
    const [key, cert] = ['key', 'cert'].map((part) => join(fixtures, `localhost-${part}.pem`)) as [string, string]
    const tls = { key: readFileSync(key), cert: readFileSync(cert) }
    await withBroker({ tls, advertisedHost: 'localhost' }, async (broker) => {
      expect(await listTopics(broker, undefined, { ca: readFileSync(cert, 'utf8') })).toEqual([])
      await expect(listTopics(broker, undefined)).rejects.toThrow()
    })
  })
})
