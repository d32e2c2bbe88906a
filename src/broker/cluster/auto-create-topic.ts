import type { BrokerContext } from '../broker-context.ts'
import type { Topic } from './topic.ts'

/** Makes a topic that somebody asked for, with the broker's defaults. @throws KafkaFailure for a wrong name */
export function autoCreateTopic({ cluster, config }: BrokerContext, name: string): Topic {
  return cluster.topic(name) ?? cluster.createTopic(name, config.number('num.partitions'), new Map())
}
