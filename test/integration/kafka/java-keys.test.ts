import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { available } from '../../support/services.ts'

const golden = (path: string) => fileURLToPath(new URL(`../../golden/${path}`, import.meta.url))

it.skipIf(!available('real-kafka'))("Kafka's own classes have the keys that were recorded of them", () => {
  const libs = join(process.env['SLUICEWAY_KAFKA_DIR']!, 'libs', '*')
  const printed = execFileSync('java', ['-cp', libs, golden('kafka-clients/ClientConfigs.java')], {
    encoding: 'utf8',
    timeout: 150_000,
  })
  expect(printed).toBe(readFileSync(golden('data/kafka-client-configs.jsonl'), 'utf8'))
})
