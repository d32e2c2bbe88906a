import { DescribeConfigs, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { checkTopicName } from '../cluster/topic-name.ts'
import { groupSettings } from '../config/group-settings.ts'
import { resourceType } from '../config/resource-type.ts'
import { configSource, type Sourced } from '../config/server-config.ts'
import { serverSettings } from '../config/server-settings.ts'
import type { Setting } from '../config/setting.ts'
import { topicSynonyms, topicText } from '../config/topic-config.ts'
import { type TopicSettingName, topicSettings } from '../config/topic-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Asked = RequestOf<typeof DescribeConfigs>['resources'][number]
type Answer = ResponseInput<typeof DescribeConfigs>['results'][number]
type Config = Answer['configs'][number]

export const describeConfigs = defineHandler(DescribeConfigs, {
  handle: (request, context) => ({
    results: request.resources.map((asked) => {
      try {
        const { resourceType: type, resourceName } = asked
        const all = configsOf(context, asked)
        const wanted = all.filter(({ name }) => asked.configurationKeys?.includes(name) ?? true)
        const configs = request.includeSynonyms ? wanted : wanted.map((config) => ({ ...config, synonyms: [] }))
        return { errorCode: 0, errorMessage: '', resourceType: type, resourceName, configs }
      } catch (error) {
        const failure = asFailure(error, context.broker.log, 'describing configs')
        return refused(asked, failure.code, failure.message)
      }
    }),
  }),
  refuse: (request, code) => ({ results: request.resources.map((asked) => refused(asked, code, null)) }),
})

function refused({ resourceType: type, resourceName }: Asked, errorCode: number, errorMessage: string | null): Answer {
  return { errorCode, errorMessage, resourceType: type, resourceName, configs: [] }
}

function configsOf({ broker }: RequestContext, { resourceType: type, resourceName }: Asked): Config[] {
  switch (type) {
    case resourceType.topic:
      return topicConfigs(broker, resourceName)
    case resourceType.broker:
      return brokerConfigs(broker, resourceName)
    case resourceType.brokerLogger:
      return []
    case resourceType.group:
      return groupConfigs(broker, resourceName)
    case resourceType.clientMetrics:
      return []
    default:
      throw new KafkaFailure('INVALID_REQUEST', `Unsupported resource type: ${type}`)
  }
}

/** Numbers of `ConfigType` in the protocol. */
const typeNumbers = { BOOLEAN: 1, STRING: 2, INT: 3, SHORT: 4, LONG: 5, DOUBLE: 6, LIST: 7, CLASS: 8, PASSWORD: 9 }

function config(name: string, setting: Setting, synonyms: readonly Sourced[], rest: Partial<Config>): Config {
  const [first] = synonyms
  const isSensitive = setting.type === 'PASSWORD'
  const shown = (value: string | null) => (isSensitive ? null : value)
  return {
    name,
    value: shown(first?.value ?? setting.default),
    readOnly: false,
    configSource: first?.source ?? configSource.default,
    isSensitive,
    synonyms: synonyms.map((each) => ({ name: each.name, value: shown(each.value), source: each.source })),
    configType: typeNumbers[setting.type],
    documentation: null,
    ...rest,
  }
}

function topicConfigs({ cluster, config: server }: RequestContext['broker'], name: string): Config[] {
  const topic = cluster.topic(name)
  if (!topic) {
    checkTopicName(name)
    throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
  }
  return Object.entries<Setting>(topicSettings).map(([key, setting]) =>
    config(key, setting, topicSynonyms(key, topic.settings, server), {
      value: topicText(key as TopicSettingName, topic.settings, server),
    }),
  )
}

/** Without a name: what was set for all brokers. */
function brokerConfigs({ config: server, nodeId, endpoint }: RequestContext['broker'], name: string): Config[] {
  if (name === '') {
    return [...server.dynamicDefault].map(([key, value]) =>
      config(key, serverSettings[key]!, [{ name: key, value, source: configSource.dynamicDefaultBroker }], {}),
    )
  }
  if (name !== String(nodeId)) {
    throw new KafkaFailure('INVALID_REQUEST', `Unexpected broker id, expected ${nodeId}, but received ${name}`)
  }
  const listener = `PLAINTEXT://${endpoint.host}:${endpoint.port}`
  return Object.entries(serverSettings).map(([key, setting]) => {
    const fixed =
      key === 'listeners' || key === 'advertised.listeners'
        ? { value: listener, configSource: configSource.staticBroker }
        : {}
    return config(key, setting, server.synonyms(key), { readOnly: !setting.isDynamic, ...fixed })
  })
}

function groupConfigs({ config: server, cluster }: RequestContext['broker'], group: string): Config[] {
  const own = cluster.groupSettings(group)
  return Object.entries(groupSettings).map(([key, setting]) => {
    const value = own.get(key)
    const synonyms = setting.server === undefined ? [] : server.synonyms(setting.server)
    const all = value === undefined ? synonyms : [{ name: key, value, source: configSource.group }, ...synonyms]
    return config(key, setting, all, {})
  })
}
