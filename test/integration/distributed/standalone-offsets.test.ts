import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { startStandalone } from '../../../src/app/start-worker.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from './fixtures/cluster.ts'
import { readCommitted } from './fixtures/read-topic.ts'
import { asLines, must } from './java-group.ts'

describe.skipIf(!available('real-kafka'))('the offsets file of a Java standalone worker', () => {
  test('is taken over', async () => {
    const folder = tempDir()
    const file = join(folder, 'in.txt')
    writeFileSync(file, 'one\ntwo\nthree\n')
    const connector = {
      ...{ name: 'lines', 'connector.class': 'FileStreamSource', topic: 'lines', file },
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
    }
    const properties = join(folder, 'lines.properties')
    writeFileSync(properties, asLines(connector).join('\n'))
    await using kafka = await startRealKafka()
    const offsets = join(folder, 'connect.offsets')
    {
      await using java = await kafka.startConnectStandalone(
        await freePort(),
        ['offset.flush.interval.ms=500'],
        [properties],
      )
      await until('offsets', async () =>
        JSON.stringify(await must(java.url, 'GET', '/connectors/lines/offsets')).includes('"position":14'),
      )
      await java[Symbol.asyncDispose]()
      copyFileSync(java.offsetsFile, offsets)
    }
    appendFileSync(file, 'four\n')
    const settings = {
      'bootstrap.servers': kafka.bootstrapServers,
      'offset.storage.file.filename': offsets,
      'offset.flush.interval.ms': '500',
      'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      listeners: `http://127.0.0.1:${await freePort()}`,
    }
    const before = readFileSync(offsets)
    const ours = await startStandalone(settings, [{ name: 'lines', config: connector }], { log: () => {} })
    try {
      const committed = () => readCommitted(kafka.bootstrapServers, 'lines')
      await vi.waitFor(async () => expect(await committed()).toEqual(['one', 'two', 'three', 'four']), {
        timeout: 60_000,
      })
      await vi.waitFor(() => expect(readFileSync(offsets, 'utf8')).toContain('position\\":19'), { timeout: 60_000 })
      expect(readFileSync(`${offsets}.java`)).toEqual(before)
    } finally {
      await ours.stop()
    }
  })
})
