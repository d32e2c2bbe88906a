import type { Importance } from '../config/index.ts'
import type { ClientKind } from './client-overrides.ts'

const words = (text: string) => text.trim().split(/\s+/)

const highForAll = words(`
  bootstrap.servers sasl.oauthbearer.expected.audience sasl.oauthbearer.expected.issuer ssl.key.password
  ssl.keystore.certificate.chain ssl.keystore.key ssl.keystore.location ssl.keystore.password ssl.truststore.certificates
  ssl.truststore.location ssl.truststore.password`)

const high: Readonly<Record<ClientKind, ReadonlySet<string>>> = {
  producer: new Set([
    ...highForAll,
    ...words('buffer.memory compression.type key.serializer retries value.serializer'),
  ]),
  consumer: new Set([
    ...highForAll,
    ...words(`fetch.min.bytes group.id group.protocol heartbeat.interval.ms key.deserializer max.partition.fetch.bytes
      session.timeout.ms value.deserializer`),
  ]),
  admin: new Set([...highForAll, 'bootstrap.controllers']),
}

const lowForAll = words(`
  config.providers enable.metrics.push metadata.max.age.ms metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy
  metric.reporters metrics.num.samples metrics.recording.level metrics.sample.window.ms reconnect.backoff.max.ms
  reconnect.backoff.ms retry.backoff.max.ms retry.backoff.ms sasl.kerberos.kinit.cmd sasl.kerberos.min.time.before.relogin
  sasl.kerberos.ticket.renew.jitter sasl.kerberos.ticket.renew.window.factor sasl.login.connect.timeout.ms
  sasl.login.read.timeout.ms sasl.login.refresh.buffer.seconds sasl.login.refresh.min.period.seconds
  sasl.login.refresh.window.factor sasl.login.refresh.window.jitter sasl.login.retry.backoff.max.ms sasl.login.retry.backoff.ms
  sasl.oauthbearer.assertion.claim.exp.seconds sasl.oauthbearer.assertion.claim.nbf.seconds sasl.oauthbearer.clock.skew.seconds
  sasl.oauthbearer.header.urlencode sasl.oauthbearer.jwks.endpoint.refresh.ms sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms
  sasl.oauthbearer.jwks.endpoint.retry.backoff.ms sasl.oauthbearer.scope.claim.name sasl.oauthbearer.sub.claim.name
  security.providers ssl.cipher.suites ssl.endpoint.identification.algorithm ssl.engine.factory.class ssl.keymanager.algorithm
  ssl.secure.random.implementation ssl.trustmanager.algorithm`)

const low: Readonly<Record<ClientKind, ReadonlySet<string>>> = {
  producer: new Set([
    ...lowForAll,
    ...words(`acks enable.idempotence interceptor.classes max.in.flight.requests.per.connection metadata.max.idle.ms
      partitioner.adaptive.partitioning.enable partitioner.availability.timeout.ms transaction.timeout.ms
      transaction.two.phase.commit.enable transactional.id`),
  ]),
  consumer: new Set([
    ...lowForAll,
    ...words('auto.commit.interval.ms check.crcs client.id client.rack fetch.max.wait.ms interceptor.classes'),
  ]),
  admin: new Set([...lowForAll, 'retries']),
}

/** The importance that Kafka gives a key of one of its clients. */
export function clientImportance(client: ClientKind, key: string): Importance {
  if (high[client].has(key)) return 'HIGH'
  return low[client].has(key) ? 'LOW' : 'MEDIUM'
}
