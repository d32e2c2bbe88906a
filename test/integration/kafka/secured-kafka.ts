import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { connectCluster } from '../../../src/kafka/index.ts'
import { AlterUserScramCredentials } from '../../../src/protocol/index.ts'
import { freePort, type RealKafka, startRealKafka } from '../../support/services.ts'
import { type Certificates, storePassword } from './certificates.ts'

/** Of the user `alice` with PLAIN: everything that a JAAS line must quote or escape. */
const userPassword = 'a"b\\c;d=e'
export const quoted = userPassword.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
/** Of the user `alice` with SCRAM. */
export const scramPassword = 'scram-secret'
export const plainModule = 'org.apache.kafka.common.security.plain.PlainLoginModule'
export const scramModule = 'org.apache.kafka.common.security.scram.ScramLoginModule'
export const oauthModule = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule'

export const credentials = (module: string, password: string) =>
  `${module} required username="alice" password="${password}";`

export interface SecuredKafka extends AsyncDisposable {
  /** Of the listener without security. */
  readonly kafka: RealKafka
  /** SASL over TLS, by the name localhost. */
  readonly saslPort: number
  /** TLS with client certificates, by the name localhost. */
  readonly tlsPort: number
}

/** Apache Kafka with listeners for every mechanism; `sessionMs` ends SASL sessions after that time. */
export async function startSecuredKafka(
  certificates: Certificates,
  { sessionMs }: { readonly sessionMs?: number } = {},
): Promise<SecuredKafka> {
  const saslPort = await freePort()
  const tlsPort = await freePort()
  const listener = 'listener.name.sasl_ssl'
  const kafka = await startRealKafka((port, controllerPort) => [
    `listeners=PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${saslPort},SSL://127.0.0.1:${tlsPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port},SASL_SSL://localhost:${saslPort},SSL://localhost:${tlsPort}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    `${listener}.plain.sasl.jaas.config=${plainModule} required user_alice="${quoted.replaceAll('\\', '\\\\')}";`,
    `${listener}.scram-sha-256.sasl.jaas.config=${scramModule} required;`,
    `${listener}.scram-sha-512.sasl.jaas.config=${scramModule} required;`,
    `${listener}.oauthbearer.sasl.jaas.config=${oauthModule} required unsecuredLoginStringClaim_sub="broker";`,
    ...(sessionMs === undefined ? [] : [`${listener}.connections.max.reauth.ms=${sessionMs}`]),
    `ssl.keystore.location=${certificates.path('server.p12')}`,
    `ssl.keystore.password=${storePassword}`,
    `ssl.truststore.location=${certificates.path('trust.PKCS12')}`,
    `ssl.truststore.password=${storePassword}`,
    'listener.name.ssl.ssl.client.auth=required',
    'group.initial.rebalance.delay.ms=0',
  ])
  await createScramUser(kafka, 'alice')
  return { kafka, saslPort, tlsPort, [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose]() }
}

async function createScramUser(kafka: RealKafka, name: string): Promise<void> {
  const cluster = connectCluster({ 'bootstrap.servers': kafka.bootstrapServers }, { clientId: 'security-test' })
  const salt = randomBytes(16)
  const iterations = 4096
  for (const [mechanism, hash, bytes] of [
    [1, 'sha256', 32],
    [2, 'sha512', 64],
  ] as const) {
    const saltedPassword = pbkdf2Sync(scramPassword, salt, iterations, bytes, hash)
    const upsertions = [{ name, mechanism, iterations, salt, saltedPassword }]
    const answer = await cluster.request(AlterUserScramCredentials, { deletions: [], upsertions }, 'controller')
    expect(answer.results.map((one) => one.errorCode)).toEqual([0])
  }
  await cluster.close()
}
