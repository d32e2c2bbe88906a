import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { startOurWorker } from '../../src/rest/conformance/our-worker.ts'
import { catalogue } from '../../src/runtime/metrics/catalogue.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { differences, implausible, isMeasured } from './metrics/compare.ts'
import { flakyValuePlugin, jmxOptions, openJavaMetrics } from './metrics/java-metrics.ts'
import { keyOf, type Reading, readingsOf } from './metrics/reading.ts'
import { measure } from './metrics/scenario.ts'

const page = fileURLToPath(new URL('../../../docs/observability.md', import.meta.url))

/** Groups, or groups and names, in the first column of the page's table. */
function listed(): string[] {
  const section = readFileSync(page, 'utf8').split('### Beside a Java worker\n')[1]?.split('\n#')[0]
  if (section === undefined) throw new Error('docs/observability.md has no section "Beside a Java worker"')
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split(' | ')[0]!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!))
}

const covers = (row: string, metric: string) => metric === row || metric.startsWith(`${row} `)

/** Every planted mistake has to be found in metrics that are otherwise the same. */
function expectCanaries(good: readonly Reading[]): void {
  expect(differences(good, good)).toEqual([])
  for (const victim of good.filter((each) => !isMeasured(each) && !each.tags.includes('connector=two'))) {
    const others = good.filter((each) => each !== victim)
    const metric = `${victim.group} ${victim.name}`
    const changed = { ...victim, value: typeof victim.value === 'string' ? `${victim.value}x` : victim.value + 1 }
    if (!Number.isNaN(victim.value)) expect(differences(good, [...others, changed]), keyOf(victim)).toHaveLength(1)
    expect(differences(good, others).map((each) => each.metric)).toEqual([metric])
    expect(differences(good, [...others, { ...victim, tags: `${victim.tags}|extra=1` }])).toHaveLength(2)
  }
}

describe.skipIf(!available('real-kafka'))('beside a Java worker on the same Kafka', () => {
  test('the same work gives the same metrics as its MBeans have, but for the table of differences', async () => {
    const installed = process.env['SLUICEWAY_KAFKA_DIR']!
    const jmxPort = await freePort()
    vi.stubEnv('CONNECT_HEAP_OPTS', `-Xms256M -Xmx1G ${jmxOptions(jmxPort)}`)
    const folder = tempDir()
    await using kafka = await startRealKafka()
    const sinceMs = Date.now()
    let theirs: Reading[]
    {
      await using java = await kafka.startConnect(await freePort(), [
        `plugin.path=${installed}/plugins,${flakyValuePlugin(folder, `${installed}/libs`)}`,
        'offset.flush.interval.ms=500',
      ])
      await using mbeans = await openJavaMetrics(jmxPort, `${installed}/libs`)
      theirs = await measure(kafka.bootstrapServers, 'java', folder, { url: java.url, read: () => mbeans.read() })
      expect(implausible(theirs, { url: java.url, sinceMs })).toEqual([])
    }
    const module = new URL('../../src/runtime/metrics/catalogue.ts', import.meta.url).href
    await using worker = await startOurWorker(kafka.bootstrapServers, {}, undefined, {
      catalogue,
      catalogueSource: { module, export: 'catalogue' },
    })
    const ours = await measure(kafka.bootstrapServers, 'ours', folder, {
      url: worker.base,
      read: async () => readingsOf(await (await fetch(`${worker.base}/metrics`)).text()),
    })
    expect(implausible(ours, { url: worker.base, sinceMs })).toEqual([])
    expectCanaries(ours)

    const rows = listed()
    const found = differences(theirs, ours)
    const unlisted = found.filter(({ metric }) => !rows.some((row) => covers(row, metric)))
    expect(unlisted.map(({ text }) => text)).toEqual([])
    const unseen = rows.filter((row) => !found.some(({ metric }) => covers(row, metric)))
    expect(unseen, 'rows of the table that are not seen').toEqual([])
    // What was compared is what the work was about.
    const compared = ours.filter((each) => !isMeasured(each)).length
    expect(compared).toBeGreaterThan(200)
  })
})
