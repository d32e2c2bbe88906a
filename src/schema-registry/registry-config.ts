import { atLeast, ConfigDef, type ConfigKey, type ConfigKeys, oneOf } from '../config/index.ts'

const TOPIC_NAME = 'io.confluent.kafka.serializers.subject.TopicNameStrategy'

const text = (doc: string, importance: ConfigKey['importance'] = 'MEDIUM') =>
  ({ type: 'STRING', default: null, importance, doc }) as const
const secret = (doc: string) => ({ type: 'PASSWORD', default: null, importance: 'MEDIUM', doc }) as const
const flag = (isOn: boolean, doc: string) => ({ type: 'BOOLEAN', default: isOn, importance: 'MEDIUM', doc }) as const
const count = (value: number, doc: string) =>
  ({ type: 'INT', default: value, validator: atLeast(-1), importance: 'LOW', doc }) as const
const strategy = (of: string) =>
  ({
    type: 'STRING',
    default: TOPIC_NAME,
    importance: 'MEDIUM',
    doc: `How the subject of ${of} schemas is named: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy (with or without package).`,
  }) as const

/** In place of a URL: the registry that `pipeline run`, `dev` and `test` bring along. */
export const EMBEDDED_REGISTRY = 'embedded'

const keys = {
  'schema.registry.url': {
    type: 'LIST',
    fileDefault: EMBEDDED_REGISTRY,
    importance: 'HIGH',
    doc: 'URLs of the schema registry, separated by commas; the next is tried when one does not answer. `embedded`, also meant when a pipeline file leaves the key out: the registry that `pipeline run`, `dev` and `test` bring along.',
  },
  'auto.register.schemas': flag(true, 'Register schemas that the registry does not have.'),
  'use.schema.id': count(-1, 'Write with the schema of this id. -1 = no. Needs auto.register.schemas=false.'),
  'id.compatibility.strict': flag(true, 'With use.schema.id: refuse a schema that readers of that schema cannot read.'),
  'use.latest.version': flag(false, 'Write with the latest schema of the subject. Needs auto.register.schemas=false.'),
  'latest.compatibility.strict': flag(
    true,
    'With use.latest.version: refuse a schema that readers of the latest version cannot read.',
  ),
  'latest.cache.size': count(1000, 'How many latest versions are remembered.'),
  'latest.cache.ttl.sec': count(-1, 'How long a latest version is remembered, in seconds. -1 = for ever.'),
  'normalize.schemas': flag(false, 'Ask the registry to normalise schemas before it compares them.'),
  'max.schemas.per.subject': count(1000, 'How many schemas of a subject are remembered.'),
  'key.subject.name.strategy': strategy('key'),
  'value.subject.name.strategy': strategy('value'),
  'basic.auth.credentials.source': {
    type: 'STRING',
    default: 'URL',
    validator: oneOf('URL', 'USER_INFO', 'SASL_INHERIT'),
    importance: 'MEDIUM',
    doc: 'Where the user and password for basic authentication come from.',
  },
  'basic.auth.user.info': secret('user:password, for USER_INFO.'),
  'schema.registry.basic.auth.user.info': secret('Older name of basic.auth.user.info.'),
  'sasl.jaas.config': secret('The JAAS line that SASL_INHERIT reads user and password from.'),
  'bearer.auth.credentials.source': text('STATIC_TOKEN, or OAUTHBEARER for the client-credentials flow.'),
  'bearer.auth.token': secret('The token, for STATIC_TOKEN.'),
  'bearer.auth.issuer.endpoint.url': text('Token endpoint, for OAUTHBEARER.'),
  'bearer.auth.client.id': text('Client id, for OAUTHBEARER.'),
  'bearer.auth.client.secret': secret('Client secret, for OAUTHBEARER.'),
  'bearer.auth.scope': text('Scope, for OAUTHBEARER.'),
  'bearer.auth.logical.cluster': text('Sent as header target-sr-cluster.'),
  'bearer.auth.identity.pool.id': text('Sent as header Confluent-Identity-Pool-Id.'),
  'schema.registry.ssl.truststore.location': text('Trust store: JKS, PKCS12 or PEM, seen from its content.'),
  'schema.registry.ssl.truststore.type': text('Accepted for compatibility; the content tells.'),
  'schema.registry.ssl.truststore.password': secret('Password of the trust store.'),
  'schema.registry.ssl.truststore.certificates': secret('Trusted certificates as PEM text.'),
  'schema.registry.ssl.keystore.location': text('Key store with the client certificate: JKS, PKCS12 or PEM.'),
  'schema.registry.ssl.keystore.type': text('Accepted for compatibility; the content tells.'),
  'schema.registry.ssl.keystore.password': secret('Password of the key store.'),
  'schema.registry.ssl.keystore.certificate.chain': secret('Client certificate as PEM text.'),
  'schema.registry.ssl.keystore.key': secret('Key of the client certificate as PEM text.'),
  'schema.registry.ssl.key.password': secret('Password of the key.'),
  'schema.registry.ssl.enabled.protocols': {
    type: 'LIST',
    default: [],
    importance: 'LOW',
    doc: 'TLS versions that are allowed; empty = those of Node.js.',
  },
  'schema.registry.ssl.cipher.suites': {
    type: 'LIST',
    default: [],
    importance: 'LOW',
    doc: 'Cipher suites that are allowed; empty = those of Node.js.',
  },
  'schema.registry.ssl.endpoint.identification.algorithm': {
    type: 'STRING',
    default: 'https',
    importance: 'LOW',
    doc: 'https checks the host name of the certificate; an empty value does not.',
  },
  'proxy.host': text('Host of an HTTP proxy.', 'LOW'),
  'proxy.port': count(-1, 'Port of the HTTP proxy.'),
  'http.connect.timeout.ms': count(60_000, 'How long to wait for a connection.'),
  'http.read.timeout.ms': count(60_000, 'How long to wait for an answer.'),
  'max.retries': count(3, 'How often a request is tried again after a network error or a status that may pass.'),
  'retries.wait.ms': count(1000, 'Wait before the first retry; it doubles, with jitter.'),
  'retries.max.wait.ms': count(20_000, 'Longest wait between retries.'),
} as const satisfies ConfigKeys

/** What every converter that uses a schema registry understands (Confluent's AbstractKafkaSchemaSerDeConfig). */
export const registryConfig = new ConfigDef(keys)
export type RegistryKeys = typeof keys
