import { atLeast, ConfigDef, oneOf, type ParsedConfig } from '../../config/index.ts'

const LOW = 'LOW'
const text = (doc: string) => ({ type: 'STRING', default: null, importance: LOW, doc }) as const
const password = (doc: string) => ({ type: 'PASSWORD', default: null, importance: LOW, doc }) as const

/** The worker's keys for its REST API: Kafka Connect's (S1.12), and ours (`rest.credentials.file`, `rest.allowed.hosts`, `rest.*.max`, `rest.*.ms`). */
export const restConfig = new ConfigDef({
  listeners: {
    type: 'LIST',
    default: ['http://:8083'],
    importance: LOW,
    doc: 'Where the REST API listens: `http://host:port` or `https://host:port`; without a host on every address.',
  },
  'admin.listeners': {
    type: 'LIST',
    default: null,
    importance: LOW,
    doc: 'Where `/admin` is served: unset on the listeners above, empty nowhere, else on these listeners alone.',
  },
  'rest.advertised.host.name': text('Host under which other workers reach this one.'),
  'rest.advertised.port': {
    type: 'INT',
    default: null,
    importance: LOW,
    doc: 'Port under which other workers reach this one.',
  },
  'rest.advertised.listener': text('Protocol under which other workers reach this one: `http` or `https`.'),
  'rest.extension.classes': {
    type: 'LIST',
    default: [],
    importance: LOW,
    doc: 'Java classes; refused, since none can be loaded.',
  },
  'access.control.allow.origin': {
    type: 'STRING',
    default: '',
    importance: LOW,
    doc: 'Origins of web pages that may call the API, or `*`.',
  },
  'access.control.allow.methods': {
    type: 'STRING',
    default: '',
    importance: LOW,
    doc: 'Methods that web pages of other origins may use.',
  },
  'response.http.headers.config': {
    type: 'STRING',
    default: '',
    importance: LOW,
    doc: 'Headers of every answer: `[set|add|setDate|addDate] Name:value`, separated by commas.',
  },
  'rest.credentials.file': text(
    'Properties file with who may call: `user.<name>=<role>:<secret>` for basic authentication, `token.<name>=<role>:<secret>` for bearer tokens; roles read, operate, deploy, admin. Without it everybody may do everything.',
  ),
  'rest.allowed.hosts': {
    type: 'LIST',
    default: [],
    importance: LOW,
    doc: 'Names besides the advertised one under which web pages may address this worker.',
  },
  'rest.request.body.max.bytes': {
    type: 'INT',
    default: 1_048_576,
    validator: atLeast(1),
    importance: LOW,
    doc: 'Largest body of a request in bytes.',
  },
  'rest.connections.max': {
    type: 'INT',
    default: 1024,
    validator: atLeast(1),
    importance: LOW,
    doc: 'Connections of clients at a time; beyond, those that wait idle longest are closed.',
  },
  'rest.request.read.timeout.ms': {
    type: 'INT',
    default: 30_000,
    validator: atLeast(1),
    importance: LOW,
    doc: 'How long a client may take to send a request, in milliseconds.',
  },
})

/** Keys of a TLS listener, under `listeners.https.` or, when there are none, as they are. */
export const listenerTlsConfig = new ConfigDef({
  'ssl.keystore.location': text('Key store: JKS, PKCS12 or PEM.'),
  'ssl.keystore.password': password('Password of the key store.'),
  'ssl.keystore.key': password('Private key in PEM.'),
  'ssl.keystore.certificate.chain': password('Certificate chain in PEM.'),
  'ssl.key.password': password('Password of the private key.'),
  'ssl.truststore.location': text('Trust store: JKS, PKCS12 or PEM.'),
  'ssl.truststore.password': password('Password of the trust store.'),
  'ssl.truststore.certificates': password('Trusted certificates in PEM.'),
  'ssl.client.auth': {
    type: 'STRING',
    default: 'none',
    validator: oneOf('required', 'requested', 'none'),
    importance: LOW,
    doc: 'Whether clients must show a certificate.',
  },
  'ssl.enabled.protocols': { type: 'LIST', default: ['TLSv1.2', 'TLSv1.3'], importance: LOW, doc: 'TLS versions.' },
  'ssl.cipher.suites': { type: 'LIST', default: null, importance: LOW, doc: 'Cipher suites.' },
  'ssl.endpoint.identification.algorithm': {
    type: 'STRING',
    default: 'https',
    importance: LOW,
    doc: 'Whether other workers are checked by name.',
  },
})

export type RestSettings = ParsedConfig<(typeof restConfig)['keys']>
