import { KafkaFailure } from '../../kafka-failure.ts'
import type { AssignorTopic } from './assignors.ts'
import type { ConsumerGroup, ConsumerMember } from './consumer-group.ts'

/** A topic as the group protocol sees it. */
export interface KnownTopic extends AssignorTopic {
  readonly name: string
}

/** Names, and all topics that the regular expression matches as a whole. Topics that do not exist are left out. */
export function topicsOf(
  member: Pick<ConsumerMember, 'subscribedTopicNames' | 'subscribedTopicRegex'>,
  topics: ReadonlyMap<string, KnownTopic>,
): KnownTopic[] {
  const names = new Set(member.subscribedTopicNames)
  if (member.subscribedTopicRegex) {
    const pattern = compileRegex(member.subscribedTopicRegex)
    for (const name of topics.keys()) if (pattern.test(name)) names.add(name)
  }
  return [...names].flatMap((name) => topics.get(name) ?? [])
}

/** @throws KafkaFailure INVALID_REGULAR_EXPRESSION */
export function compileRegex(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`)
  } catch {
    throw new KafkaFailure(
      'INVALID_REGULAR_EXPRESSION',
      `SubscribedTopicRegex \`${text}\` is not a valid regular expression.`,
    )
  }
}

/** Differs when a subscribed topic came, went or got partitions. */
export function topicsSignature(group: ConsumerGroup, topics: ReadonlyMap<string, KnownTopic>): string {
  const lines = new Set<string>()
  for (const member of group.members.values()) {
    for (const { topicId, partitions } of topicsOf(member, topics)) lines.add(`${topicId}:${partitions}`)
  }
  return [...lines].sort().join()
}
