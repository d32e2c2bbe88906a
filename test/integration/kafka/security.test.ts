import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPipelineError } from '../../../src/errors/index.ts'
import { type ClientProperties, connectCluster, createProducer, type KafkaCluster } from '../../../src/kafka/index.ts'
import { readBack } from '../../support/read-back.ts'
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

describe.skipIf(!available('real-kafka'))('security settings on Apache Kafka', () => {
  let secured: SecuredKafka
  let certificates: Certificates
  let saslPort: number
  let tlsPort: number
  const clusters: KafkaCluster[] = []

  beforeAll(async () => {
    certificates = makeCertificates()
    secured = await startSecuredKafka(certificates, { sessionMs: 4000 })
    ;({ saslPort, tlsPort } = secured)
  })
  afterAll(async () => {
    await Promise.all(clusters.map((one) => one.close()))
    await secured?.[Symbol.asyncDispose]()
    certificates?.[Symbol.dispose]()
  })

  function connect(port: number, properties: ClientProperties): KafkaCluster {
    const cluster = connectCluster(
      { 'bootstrap.servers': `localhost:${port}`, 'default.api.timeout.ms': 8000, ...properties },
      { clientId: 'security-test' },
    )
    clusters.push(cluster)
    return cluster
  }
  const sasl = (mechanism: string, jaas: string): ClientProperties => ({
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': jaas,
    'ssl.truststore.location': certificates.path('trust.PKCS12'),
    'ssl.truststore.password': storePassword,
  })

  async function proveProducing(cluster: KafkaCluster, topic: string): Promise<void> {
    const producer = createProducer(cluster)
    await producer.sendAndWait({ topic, key: null, value: Buffer.from('through') })
    await producer.close()
    expect((await readBack(cluster, topic)).map((one) => String(one.value))).toEqual(['through'])
  }
  async function failure(cluster: KafkaCluster): Promise<{ code: string; message: string }> {
    const error: unknown = await cluster.metadata.topic('x').then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!isPipelineError(error)) throw new Error('no PipelineError', { cause: error })
    return { code: error.code, message: error.message }
  }

  it.each([
    ['PLAIN', () => credentials(plainModule, quoted)],
    ['SCRAM-SHA-256', () => credentials(scramModule, scramPassword)],
    ['SCRAM-SHA-512', () => credentials(scramModule, scramPassword)],
    ['OAUTHBEARER', () => `${oauthModule} required unsecuredLoginStringClaim_sub='alice';`],
  ])('logs in over TLS with %s', async (mechanism, jaas) => {
    await proveProducing(connect(saslPort, sasl(mechanism, jaas())), `sasl-${mechanism}`)
  })

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    'tells a wrong password from an unreachable broker (%s)',
    async (mechanism) => {
      const module = mechanism === 'PLAIN' ? plainModule : scramModule
      const start = performance.now()
      const { code, message } = await failure(connect(saslPort, sasl(mechanism, credentials(module, 'wrong'))))
      expect(code).toBe('SLW5010')
      expect(message).toContain('refused the login')
      expect(message).not.toContain('wrong"')
      expect(performance.now() - start).toBeLessThan(5000)
    },
  )

  it('reports a token that the broker refuses', async () => {
    const jaas = `${oauthModule} required unsecuredLoginStringClaim_sub="alice" unsecuredLoginNumberClaim_exp="1";`
    const { code, message } = await failure(connect(saslPort, sasl('OAUTHBEARER', jaas)))
    expect({ code, message }).toMatchObject({ code: 'SLW5010', message: expect.stringContaining('invalid_token') })
  })

  it.each([
    ['PKCS12', 'client.p12'],
    ['JKS', 'client.JKS'],
  ])('shows a client certificate from a %s store', async (type, file) => {
    const cluster = connect(tlsPort, {
      'security.protocol': 'SSL',
      'ssl.truststore.type': type,
      'ssl.truststore.location': certificates.path(`trust.${type}`),
      'ssl.truststore.password': storePassword,
      'ssl.keystore.type': type,
      'ssl.keystore.location': certificates.path(file),
      'ssl.keystore.password': storePassword,
    })
    await proveProducing(cluster, `mtls-${type}`)
  })

  it.each(['client-key.pem', 'client-key-encrypted.pem'])(
    'shows a client certificate from PEM text (%s)',
    async (key) => {
      const cluster = connect(tlsPort, {
        'security.protocol': 'SSL',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': certificates.text('ca.pem'),
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.key': certificates.text(key),
        'ssl.keystore.certificate.chain': certificates.text('client.pem'),
        ...(key.includes('encrypted') ? { 'ssl.key.password': storePassword } : {}),
      })
      await proveProducing(cluster, `mtls-${key}`)
    },
  )

  it('fails without a client certificate where one is required', async () => {
    const cluster = connect(tlsPort, {
      'security.protocol': 'SSL',
      'ssl.truststore.certificates': certificates.text('ca.pem'),
    })
    expect((await failure(cluster)).code).toBe('SLW5011')
  })

  it('refuses a broker that the trust store does not vouch for', async () => {
    const { code, message } = await failure(connect(tlsPort, { 'security.protocol': 'SSL' }))
    expect(code).toBe('SLW5011')
    expect(message).toMatch(/self-signed|unable to/)
  })

  it('refuses a certificate for another host, unless told not to look', async () => {
    const byAddress = {
      ...sasl('PLAIN', credentials(plainModule, quoted)),
      'bootstrap.servers': `127.0.0.1:${saslPort}`,
    }
    const { code, message } = await failure(connect(saslPort, byAddress))
    expect({ code, message }).toMatchObject({ code: 'SLW5011', message: expect.stringContaining('127.0.0.1') })
    const unchecked = connect(saslPort, { ...byAddress, 'ssl.endpoint.identification.algorithm': '' })
    await proveProducing(unchecked, 'unchecked-host')
  })

  it('goes on when a SASL session ends while it works', async () => {
    const cluster = connect(saslPort, sasl('PLAIN', credentials(plainModule, quoted)))
    const producer = createProducer(cluster, { 'linger.ms': 0 })
    const sent: number[] = []
    const errors: Error[] = []
    const start = performance.now()
    for (let i = 0; performance.now() - start < 9000; i++) {
      sent.push(i)
      await producer
        .sendAndWait({ topic: 'reauth', key: null, value: Buffer.from(String(i)) })
        .catch((error: Error) => errors.push(error))
    }
    await producer.close()
    expect(errors).toEqual([])
    expect((await readBack(cluster, 'reauth')).map((one) => Number(one.value))).toEqual(sent)
  })
})
