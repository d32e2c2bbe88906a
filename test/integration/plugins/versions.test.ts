import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startDistributed } from '../../../src/app/start-worker.ts'
import { writeEchoPackage } from '../../support/echo-package.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { buildEchoJar } from './java-packages.ts'
import { askOf, configKeys, runAll, type Seen, validate } from './questions.ts'

const VERSIONS = ['1.0', '1.1', '2.0', '2.1-rc1']

const settings = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
}

async function allOf(url: string, bootstrapServers: string, prefix: string) {
  const ask = askOf(url)
  const plugins = (await ask('GET', '/connector-plugins?connectorsOnly=false')).body as {
    class: string
    type: string
  }[]
  return {
    // A converter of values is no header converter in our list (docs/rest-differences.md).
    plugins: plugins.filter(
      (each) => /^com\.example\.(?:Echo|Shout|Mark)/.test(each.class) && each.type !== 'header_converter',
    ),
    keys: await configKeys(ask),
    validated: await validate(ask),
    ran: await runAll(ask, bootstrapServers, prefix),
  }
}

describe.skipIf(!available('real-kafka'))('versions of plugins, beside a Java worker that has the same', () => {
  test('the same ones are listed, described, validated and used', async () => {
    const libs = join(process.env['SLUICEWAY_KAFKA_DIR']!, 'libs')
    const directory = tempDir()
    vi.stubEnv('SLUICEWAY_HOME', directory)
    onTestFinished(() => void vi.unstubAllEnvs())
    const [theirs, ours] = [join(directory, 'theirs'), join(directory, 'ours')]
    mkdirSync(theirs)
    for (const version of VERSIONS) {
      buildEchoJar(theirs, version, libs)
      writeEchoPackage(ours, version)
    }
    await using kafka = await startRealKafka()
    const { bootstrapServers } = kafka
    let expected: Awaited<ReturnType<typeof allOf>>
    {
      const props = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
      await using java = await kafka.startConnect(await freePort(), [...props, `plugin.path=${theirs}`])
      expected = await allOf(java.url, bootstrapServers, 'java')
    }
    const storage = ['config', 'offset', 'status'].flatMap((kind) => [
      [`${kind}.storage.topic`, `ours-${kind}`],
      [`${kind}.storage.replication.factor`, '1'],
    ])
    const worker = await startDistributed(
      {
        ...Object.fromEntries(storage),
        ...settings,
        'bootstrap.servers': bootstrapServers,
        'group.id': 'ours',
        'plugin.path': ours,
        listeners: 'http://127.0.0.1:0',
      },
      { log: () => {} },
    )
    onTestFinished(() => worker.stop())
    const actual = await allOf(worker.restUrl, bootstrapServers, 'ours')

    expect.soft(actual.plugins).toEqual(expected.plugins)
    expect.soft(actual.plugins).toHaveLength(VERSIONS.length * 4)
    expect.soft(actual.keys).toEqual(expected.keys)
    expect.soft(actual.validated).toEqual(expected.validated)
    expect.soft(actual.ran).toEqual(expected.ran)
    // That the comparison sees versions.
    const seen = new Set(expected.ran.map(({ value }: Seen) => value))
    expect(seen.size).toBe(expected.ran.length)
  }, 300_000)
})
