import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Answer, ask } from '../../src/rest/conformance/answers.ts'
import { differingRequests } from '../../src/rest/conformance/differences.ts'
import { startOurWorker } from '../../src/rest/conformance/our-worker.ts'
import { requests } from '../../src/rest/conformance/requests.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'

const golden = fileURLToPath(new URL('../../golden/data/rest/kafka-connect-4.3.1.jsonl', import.meta.url))

const byId = (answers: readonly Answer[]) => new Map(answers.map((answer) => [answer.id, answer]))

describe.skipIf(!available('real-kafka'))('beside a Java worker on the same Kafka', () => {
  test('the same requests have the same answers, but for the table of differences', async () => {
    await using kafka = await startRealKafka()
    await using java = await kafka.startConnect(await freePort())
    const file = join(tempDir(), 'lines')
    writeFileSync(file, 'one\ntwo\n')
    const theirs = await ask(java.url, file, requests)
    if (process.env['RECORD'] === '1') {
      mkdirSync(dirname(golden), { recursive: true })
      writeFileSync(golden, `${theirs.map((answer) => JSON.stringify(answer)).join('\n')}\n`)
    }
    await using worker = await startOurWorker(kafka.bootstrapServers)
    const ours = byId(await ask(worker.base, file, requests))
    const differing = theirs.filter(
      (answer) => JSON.stringify(sorted(answer)) !== JSON.stringify(sorted(ours.get(answer.id))),
    )
    const listed = differingRequests()
    for (const answer of differing) if (!listed.includes(answer.id)) expect(ours.get(answer.id)).toEqual(answer)
    expect(differing.map(({ id }) => id).sort()).toEqual(listed.sort())
  })
})

/** Keys of objects in one order: JSON objects have none. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
