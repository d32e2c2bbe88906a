import { type ConfigDef, type ConfigKey, parseType } from '../config/index.ts'
import { definitionOf } from '../kafka/client-config/client-config.ts'
import { clientImportance } from './client-importance.ts'
import { type ConfigInfo, configKeyInfo, configValueInfo } from './config-infos.ts'
import { withoutPrefix } from './embedded-keys.ts'
import { type OverridePolicy, overrideProblem } from './override-policy.ts'

type Config = Readonly<Record<string, string | null>>

export type ClientKind = 'producer' | 'consumer' | 'admin'

const isSet = (text: string | null | undefined) => text !== null && text !== undefined && text.trim() !== ''

/** Which clients a connector makes, and so whose overrides are checked (S6.6). */
export function clientsOf(type: 'source' | 'sink', config: Config, isDistributed: boolean): ClientKind[] {
  if (type === 'sink')
    return isSet(config['errors.deadletterqueue.topic.name']) ? ['producer', 'consumer', 'admin'] : ['consumer']
  const createsTopics = Object.keys(config).some((key) => key.startsWith('topic.creation.'))
  const hasOwnOffsets = isDistributed && isSet(config['offsets.storage.topic'])
  const hasDeadLetters = isSet(config['errors.deadletterqueue.topic.name'])
  return createsTopics || hasOwnOffsets || hasDeadLetters ? ['producer', 'admin'] : ['producer']
}

/** The overrides of one client, each with what the policy says. Throws ConfigException for a value of the wrong type, as Java does. */
export function clientOverrideInfos(client: ClientKind, config: Config, policy: OverridePolicy): ConfigInfo[] {
  const prefix = `${client}.override.`
  const definition: ConfigDef = definitionOf(client)
  return Object.entries(withoutPrefix(config, prefix)).map(([name, raw]) => {
    const key = definition.keys[name]
    const value = key === undefined ? raw : parseType(name, raw, key.type)
    const problem = overrideProblem(policy, name)
    const found = {
      name: prefix + name,
      value,
      recommendedValues: [],
      errorMessages: problem === null ? [] : [problem],
      visible: true,
    }
    return {
      definition: key === undefined ? null : overrideKeyInfo(client, prefix, name, key),
      value: configValueInfo(found, key),
    }
  })
}

const overrideKeyInfo = (client: ClientKind, prefix: string, name: string, key: ConfigKey) => ({
  ...configKeyInfo(prefix + name, { ...key, importance: clientImportance(client, name) }),
  display_name: name,
})
