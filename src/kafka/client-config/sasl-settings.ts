import { ConfigException } from '../../errors/index.ts'
import type { KafkajsSasl } from '../kafkajs-internals.ts'
import { oauthTokenProvider } from '../oauth/token-provider.ts'
import { type JaasEntry, parseJaasConfig } from './jaas-config.ts'
import { secret, text } from './tls-settings.ts'

type Values = Readonly<Record<string, unknown>>

const modules: Readonly<Record<string, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  OAUTHBEARER: 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule',
}
/** Classes that only name what is built in here; tutorials set them for OAUTHBEARER. */
const knownClasses: Readonly<Record<string, readonly string[]>> = {
  'sasl.login.callback.handler.class': [
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
    'org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler',
    'org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler',
  ],
  'sasl.oauthbearer.jwt.retriever.class': [
    'org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever',
    'org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever',
    'org.apache.kafka.common.security.oauthbearer.FileJwtRetriever',
  ],
}
const shown = Object.keys(modules).join(', ')

/** The SASL login from `sasl.mechanism` and `sasl.jaas.config`. */
export function saslOf(values: Values): KafkajsSasl {
  const mechanism = String(values['sasl.mechanism'])
  const module = modules[mechanism]
  if (module === undefined)
    throw new ConfigException(`Invalid value ${mechanism} for configuration sasl.mechanism: supported are ${shown}`)
  for (const [key, known] of Object.entries(knownClasses)) {
    const name = text(values, key)
    if (name !== null && !known.includes(name))
      throw new ConfigException(`Invalid value ${name} for configuration ${key}: custom SASL classes cannot be loaded`)
  }
  const jaas = secret(values, 'sasl.jaas.config')
  if (jaas === null && !(mechanism === 'OAUTHBEARER' && hasClientCredentials(values)))
    throw new ConfigException(
      `Could not find a 'KafkaClient' entry in the JAAS configuration: set sasl.jaas.config for sasl.mechanism ${mechanism}`,
    )
  const entry = jaas === null ? undefined : parseJaasConfig(jaas)
  if (entry !== undefined && entry.loginModule !== module && !entry.loginModule.endsWith(`.${simpleName(module)}`))
    throw new ConfigException(
      `Invalid value [hidden] for configuration sasl.jaas.config: sasl.mechanism ${mechanism} needs the login module ${module}, not ${entry.loginModule}`,
    )
  switch (mechanism) {
    case 'OAUTHBEARER':
      return { mechanism: 'oauthbearer', oauthBearerProvider: oauthTokenProvider(values, entry?.options ?? new Map()) }
    case 'PLAIN':
      return { mechanism: 'plain', ...credentials(entry!) }
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', ...credentials(entry!) }
    default:
      return { mechanism: 'scram-sha-512', ...credentials(entry!) }
  }
}

const simpleName = (name: string) => name.slice(name.lastIndexOf('.') + 1)
const hasClientCredentials = (values: Values) => text(values, 'sasl.oauthbearer.token.endpoint.url') !== null

function credentials({ options }: JaasEntry): { username: string; password: string } {
  const username = options.get('username')
  const password = options.get('password')
  if (username === undefined || password === undefined)
    throw new ConfigException(
      'Invalid value [hidden] for configuration sasl.jaas.config: username and password must be set',
    )
  return { username, password }
}
