import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { handlers } from '../../../src/broker/handlers/index.ts'
import { skipped } from '../../../src/broker/skipped.ts'
import { ApiVersions } from '../../../src/protocol/index.ts'
import { WireClient } from './support/wire-client.ts'
import { withBroker } from './support/with-broker.ts'

interface Announced {
  readonly key: number
  readonly name: string
  readonly min: number
  readonly max: number
}

interface Missing {
  readonly key: number
  readonly name: string
  readonly versions: readonly [number, number] | undefined
}

/** What Apache Kafka 4.3.1 announces on its broker listener; see record-broker-bytes.sh. */
const kafka = JSON.parse(
  readFileSync(new URL('../../golden/data/api-versions.json', import.meta.url)).toString(),
) as Announced[]

describe('the list of skipped APIs', () => {
  it('is what Kafka announces and this broker does not', async () => {
    const answer = await withBroker({}, async (broker) => {
      const client = WireClient.to(broker)
      const versions = await client.send(ApiVersions, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
      client.close()
      return versions
    })
    const ours = new Map(answer.apiKeys.map((each) => [each.apiKey, each]))
    const missing = kafka.flatMap(({ key, name, min, max }): Missing[] => {
      const own = ours.get(key)
      if (!own) return [{ key, name, versions: undefined }]
      const gaps: Missing[] = []
      if (own.minVersion > min) gaps.push({ key, name, versions: [min, own.minVersion - 1] })
      if (own.maxVersion < max) gaps.push({ key, name, versions: [own.maxVersion + 1, max] })
      return gaps
    })
    const listed = skipped.filter(({ key }) => kafka.some((each) => each.key === key))
    // Kafka does not announce the unstable version that the list names for InitProducerId.
    const expected = listed.filter(({ key }) => key !== 22).map(({ key, name, versions }) => ({ key, name, versions }))
    expect(missing).toEqual(expected)
  })

  it('names every API of the protocol that has no handler', () => {
    for (const { key } of kafka) {
      expect(handlers.has(key) || skipped.some((each) => each.key === key), `API key ${key}`).toBe(true)
    }
    for (const { key, versions } of skipped) expect(handlers.has(key), `API key ${key}`).toBe(versions !== undefined)
  })
})
