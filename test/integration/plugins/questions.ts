import { expect, vi } from 'vitest'
import { readTopic } from '../../src/runtime/fixtures/test-worker.ts'

type Ask = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: unknown }>

export const askOf =
  (url: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }

type Config = Readonly<Record<string, string>>

const connector = { 'connector.class': 'com.example.EchoSourceConnector', topic: 't', name: 'e' }
const smt = { transforms: 't', 'transforms.t.type': 'com.example.Shout' }
const predicate = { predicates: 'p', 'predicates.p.type': 'com.example.Marker' }
const converter = { 'value.converter': 'com.example.MarkConverter' }
const header = { 'header.converter': 'com.example.MarkConverter' }
const all = { ...smt, ...predicate, 'transforms.t.predicate': 'p', ...converter }

const ranges = [
  '[1.0,2.0)',
  '1.1',
  'latest',
  '9.9',
  '[3.0,)',
  '(,1.1]',
  '[1.0],[2.0]',
  '[1',
  '',
  ' 1.1 ',
  'Latest',
  '[1.0,1.0)',
]

/** Version keys as a connector of 1.0 has them, too, whose own package goes first. Not: converters with a version (see docs/rest-differences.md). */
const validated: readonly Config[] = [
  connector,
  { ...connector, ...all, ...header },
  { ...connector, ...all, ...header, 'connector.plugin.version': '1.0' },
  ...ranges.map((range) => ({ ...connector, 'connector.plugin.version': range })),
  ...ranges.flatMap((range) => [
    { ...connector, ...smt, 'transforms.t.plugin.version': range },
    { ...connector, ...smt, 'connector.plugin.version': '1.0', 'transforms.t.plugin.version': range },
    { ...connector, ...predicate, 'connector.plugin.version': '1.1', 'predicates.p.plugin.version': range },
    { ...connector, ...converter, 'value.converter.plugin.version': range },
    { ...connector, ...header, 'header.converter.plugin.version': range },
  ]),
  { ...connector, 'value.converter.plugin.version': '1.0', 'header.converter.plugin.version': '[1,' },
]

interface Infos {
  readonly configs: readonly {
    readonly definition: { readonly default_value: string | null } | null
    readonly value: {
      readonly name: string
      readonly value: string | null
      readonly recommended_values: readonly string[]
      readonly errors: readonly string[]
      readonly visible: boolean
    }
  }[]
}

/** Versions of Kafka's own plugins and ours differ; so does what else is installed. */
const isOurs = (text: string | null) =>
  text === null || !/^(?:\d+\.\d+\.\d+|org\.apache|io\.|com\.example\.Increment)/.test(text)

/** Of each configuration the errors, the version keys and the settings that only one version has. */
export async function validate(ask: Ask): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const config of validated) {
    const { status, body } = await ask('PUT', '/connector-plugins/EchoSource/config/validate', config)
    if (status !== 200) {
      seen.push({ config, status, body })
      continue
    }
    const parts = (body as Infos).configs.flatMap(({ definition, value }) => {
      const { name, errors, visible } = value
      const telling = name.endsWith('plugin.version') || /(?:only\.in|loud|mark|conv)\.\d/.test(name)
      if (!telling) return errors.length > 0 ? [{ name, errors }] : []
      const recommended = value.recommended_values.filter(isOurs)
      const fallback = definition?.default_value ?? null
      const shown = [value.value, fallback].map((text) => (isOurs(text) ? text : 'of the framework'))
      return [{ name, errors, visible, recommended, shown }]
    })
    seen.push({ config, parts })
  }
  return seen
}

const asked = [
  'EchoSource',
  ...ranges.map((range) => `EchoSource?${range}`),
  'com.example.EchoSourceConnector?1.0',
  ...['Shout', 'Marker', 'MarkConverter'].flatMap((name) =>
    ['', '?1.0', '?[1.0,2.0)', '?9'].map((range) => `com.example.${name}${range}`),
  ),
  'Nothing?1',
]

/** What `GET /connector-plugins/<plugin>/config?version=` answers. */
export async function configKeys(ask: Ask): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const each of asked) {
    const [plugin, range] = each.split('?')
    const query = range === undefined ? '' : `?version=${encodeURIComponent(range)}`
    const { status, body } = await ask('GET', `/connector-plugins/${plugin}/config${query}`)
    const keys = Array.isArray(body) ? (body as { name: string; default_value: string | null }[]) : null
    const telling = keys?.filter(({ name }) => name === 'connector.plugin.version' || /\.\d/.test(name))
    seen.push({ each, status, keys: telling?.map((key) => [key.name, key.default_value]) ?? body })
  }
  return seen
}

const runs: readonly Config[] = [
  {},
  { 'connector.plugin.version': '1.0' },
  {
    'connector.plugin.version': '[1.0,2.0)',
    'transforms.t.plugin.version': '2.1-rc1',
    'value.converter.plugin.version': '1.0',
  },
  { 'connector.plugin.version': '1.0', 'value.converter.plugin.version': 'latest' },
  { 'connector.plugin.version': '1.0', 'value.converter.plugin.version': '[1.0,2.0)' },
  { 'connector.plugin.version': '1.0', 'transforms.t.plugin.version': '[1.1,2.0]' },
  { 'connector.plugin.version': '1.1', 'transforms.t.plugin.version': '(,2.1)', 'value.converter': 'Mark' },
  { 'connector.plugin.version': '1.1', 'transforms.t.type': 'Shout', 'transforms.t.plugin.version': '1.0' },
]

export interface Seen {
  readonly config: Config
  readonly versions: readonly unknown[]
  readonly value: string
}

/** Runs a connector of each configuration, and gives the version in its status and the record, which every plugin has put its version into. */
export async function runAll(ask: Ask, bootstrapServers: string, prefix: string): Promise<Seen[]> {
  for (const [i, config] of runs.entries()) {
    const given = { ...connector, ...all, ...config, topic: `${prefix}-${i}`, name: `${prefix}-${i}` }
    expect((await ask('PUT', `/connectors/${prefix}-${i}/config`, given)).status).toBe(201)
  }
  const seen: Seen[] = []
  for (const [i, config] of runs.entries()) {
    const record = await vi.waitFor(
      async () => {
        const [first] = await readTopic(bootstrapServers, `${prefix}-${i}`)
        expect(first).toBeDefined()
        return first!
      },
      { timeout: 60_000, interval: 200 },
    )
    const versions = await vi.waitFor(
      async () => {
        const { body } = await ask('GET', `/connectors/${prefix}-${i}/status`)
        const { connector: instance, tasks } = body as Record<string, { state: string; version: string }[]> & {
          connector: { version: string }
        }
        expect(tasks).toMatchObject([{ state: 'RUNNING' }])
        return [instance.version, ...tasks!.map(({ version }) => version)]
      },
      { timeout: 60_000, interval: 200 },
    )
    // How often the SMT's module was used is ours alone.
    seen.push({ config, versions, value: String(record.value).replace(/(shout \S+) \d+/, '$1') })
  }
  return seen
}
