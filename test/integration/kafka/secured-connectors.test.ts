import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { send } from '../../src/rest/conformance/answers.ts'
import { type OurWorker, startOurWorker } from '../../src/rest/conformance/our-worker.ts'
import { available } from '../../support/services.ts'
import { type Certificates, makeCertificates, storePassword } from './certificates.ts'
import {
  credentials,
  oauthModule,
  plainModule,
  quoted,
  type SecuredKafka,
  scramModule,
  scramPassword,
  startSecuredKafka,
} from './secured-kafka.ts'

type Props = Readonly<Record<string, string>>

const text = { converter: 'org.apache.kafka.connect.storage.StringConverter' }

describe.skipIf(!available('real-kafka'))('connectors on a secured Apache Kafka', () => {
  let certificates: Certificates
  let secured: SecuredKafka
  let directory: string

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sluiceway-secured-'))
    certificates = makeCertificates()
    secured = await startSecuredKafka(certificates)
  })
  afterAll(async () => {
    await secured?.[Symbol.asyncDispose]()
    certificates?.[Symbol.dispose]()
    rmSync(directory, { recursive: true, force: true })
  })

  const startWorker = (group: string, props: Props = {}) =>
    startOurWorker(secured.kafka.bootstrapServers, {
      'group.id': group,
      ...Object.fromEntries(
        ['config', 'offset', 'status'].map((kind) => [`${kind}.storage.topic`, `${group}-${kind}`]),
      ),
      'key.converter': text.converter,
      'value.converter': text.converter,
      ...props,
    })
  const ask = async ({ base }: OurWorker, method: string, path: string, body?: Props) => {
    const answer = await send(base, { method, path, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: answer.status, text: answer.text }
  }
  const put = (worker: OurWorker, name: string, config: Props) =>
    ask(worker, 'PUT', `/connectors/${name}/config`, config)
  const trustStore = (): Props => ({
    'ssl.truststore.location': certificates.path('trust.PKCS12'),
    'ssl.truststore.password': storePassword,
  })
  const login = (mechanism: string, jaas: string): Props => ({
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': jaas,
  })
  const onSasl = (mechanism: string, jaas: string): Props => ({
    'bootstrap.servers': `localhost:${secured.saslPort}`,
    ...login(mechanism, jaas),
    ...trustStore(),
  })
  const overriding = (clients: readonly string[], props: Props): Props =>
    Object.fromEntries(
      clients.flatMap((client) => Object.entries(props).map(([key, value]) => [`${client}.override.${key}`, value])),
    )
  /** A file's lines to a topic that the connector makes; a DLQ gives the sink its producer and its admin client. */
  function pair(name: string, clients: Props): { source: Props; sink: Props; out: string } {
    const [file, out] = [join(directory, `${name}.in`), join(directory, `${name}.out`)]
    writeFileSync(file, 'one\ntwo\n')
    const source = {
      'connector.class': 'FileStreamSource',
      ...{ file, topic: name },
      'topic.creation.default.replication.factor': '1',
      'topic.creation.default.partitions': '1',
      ...overriding(['producer', 'admin'], clients),
    }
    const sink = {
      'connector.class': 'FileStreamSink',
      ...{ file: out, topics: name },
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': `${name}-dead`,
      'errors.deadletterqueue.topic.replication.factor': '1',
      ...overriding(['producer', 'consumer', 'admin'], clients),
    }
    return { source, sink, out }
  }
  async function proveFlow(worker: OurWorker, name: string, { source, sink, out }: ReturnType<typeof pair>) {
    expect(await put(worker, `${name}-source`, source)).toMatchObject({ status: 201 })
    expect(await put(worker, `${name}-sink`, sink)).toMatchObject({ status: 201 })
    await vi.waitFor(() => expect(readFileSync(out, 'utf8')).toBe('one\ntwo\n'), { timeout: 60_000, interval: 200 })
  }

  it('run with overrides of their own under the policy All, by every mechanism', async () => {
    await using worker = await startWorker('all')
    const ways: Record<string, Props> = {
      plain: onSasl('PLAIN', credentials(plainModule, quoted)),
      'scram-256': onSasl('SCRAM-SHA-256', credentials(scramModule, scramPassword)),
      'scram-512': onSasl('SCRAM-SHA-512', credentials(scramModule, scramPassword)),
      oauthbearer: onSasl('OAUTHBEARER', `${oauthModule} required unsecuredLoginStringClaim_sub="alice";`),
      'mtls-jks': {
        'bootstrap.servers': `localhost:${secured.tlsPort}`,
        'security.protocol': 'SSL',
        ...trustStore(),
        'ssl.keystore.type': 'JKS',
        'ssl.keystore.location': certificates.path('client.JKS'),
        'ssl.keystore.password': storePassword,
      },
      'mtls-pem': {
        'bootstrap.servers': `localhost:${secured.tlsPort}`,
        'security.protocol': 'SSL',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': certificates.text('ca.pem'),
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.key': certificates.text('client-key-encrypted.pem'),
        'ssl.key.password': storePassword,
        'ssl.keystore.certificate.chain': certificates.text('client.pem'),
      },
    }
    for (const [name, clients] of Object.entries(ways)) await proveFlow(worker, name, pair(name, clients))
    const log = worker.log.map(({ message, trace = '' }) => message + trace).join('\n')
    for (const secret of [quoted, scramPassword, storePassword]) expect(log).not.toContain(secret)
  })

  it('fail with a wrong password, in a trace that names the login and not the password', async () => {
    await using worker = await startWorker('wrong')
    const { source } = pair('wrong', onSasl('PLAIN', credentials(plainModule, 'NOT-the-password')))
    expect((await put(worker, 'wrong', source)).status).toBe(201)
    const trace = await vi.waitFor(
      async () => {
        const { text: status } = await ask(worker, 'GET', '/connectors/wrong/status')
        expect(status).toContain('"state":"FAILED"')
        return status
      },
      { timeout: 60_000, interval: 200 },
    )
    expect(trace).toMatch(/refused the login|Authentication failed/)
    expect(trace).not.toContain('NOT-the-password')
  })

  it('may override their principal alone under Principal, over settings of the worker', async () => {
    const atWorker = { 'bootstrap.servers': `localhost:${secured.saslPort}`, ...trustStore() }
    await using worker = await startWorker('principal', {
      'connector.client.config.override.policy': 'Principal',
      ...Object.fromEntries(
        ['producer', 'consumer', 'admin'].flatMap((client) =>
          Object.entries(atWorker).map(([key, value]) => [`${client}.${key}`, value]),
        ),
      ),
    })
    const clients = login('SCRAM-SHA-512', credentials(scramModule, scramPassword))
    await proveFlow(worker, 'principal', pair('principal', clients))
    const more = await put(worker, 'more', { ...pair('more', clients).source, 'producer.override.linger.ms': '1' })
    expect(more.status).toBe(400)
    expect(more.text).toContain(
      "The 'Principal' policy does not allow 'linger.ms' to be overridden in the connector configuration.",
    )
  })

  it('may override nothing under None, and under Allowlist what it lists', async () => {
    const clients = onSasl('PLAIN', credentials(plainModule, quoted))
    {
      await using worker = await startWorker('none', { 'connector.client.config.override.policy': 'None' })
      const refused = await put(worker, 'none', pair('none', clients).source)
      expect(refused.status).toBe(400)
      for (const key of Object.keys(clients))
        expect(refused.text).toContain(
          `The 'None' policy does not allow '${key}' to be overridden in the connector configuration.`,
        )
      expect(refused.text).not.toContain(storePassword)
    }
    await using worker = await startWorker('allowlist', {
      'connector.client.config.override.policy': 'Allowlist',
      'connector.client.config.override.allowlist': Object.keys(clients).join(','),
    })
    await proveFlow(worker, 'allowlist', pair('allowlist', clients))
    const more = await put(worker, 'more', {
      ...pair('more', clients).sink,
      'consumer.override.max.poll.records': '1',
    })
    expect(more.status).toBe(400)
    expect(more.text).toContain("The 'Allowlist' policy does not allow 'max.poll.records' to be overridden")
  })
})
