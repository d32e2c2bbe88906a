import { Reader } from '../../../protocol/index.ts'
import type { ClassicGroup } from './classic-group.ts'

/** The topics that the members of a group of protocol type `consumer` read (`ConsumerProtocolSubscription.json`). */
export function subscriptionsOf(group: ClassicGroup): Set<string> {
  const topics = new Set<string>()
  for (const member of group.members.values()) {
    for (const { metadata } of member.protocols) for (const topic of topicsOf(metadata)) topics.add(topic)
  }
  return topics
}

/** Empty when the bytes are of another protocol: then nobody can say what the member reads. */
function topicsOf(metadata: Buffer): string[] {
  try {
    const reader = new Reader(metadata)
    reader.int16() // version; the topics stand first in all of them
    const count = reader.claimElements(reader.int32(), 2)
    return Array.from({ length: count }, () => reader.string())
  } catch {
    return []
  }
}
