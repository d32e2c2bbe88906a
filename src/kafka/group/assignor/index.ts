import { ConfigException } from '../../../errors/index.ts'
import type { Assignor } from './assignor.ts'
import { cooperativeStickyAssignor } from './cooperative-sticky.ts'
import { rangeAssignor } from './range.ts'
import { roundRobinAssignor } from './round-robin.ts'
import { stickyAssignor } from './sticky.ts'

const byClassName: Readonly<Record<string, Assignor>> = {
  'org.apache.kafka.clients.consumer.RangeAssignor': rangeAssignor,
  'org.apache.kafka.clients.consumer.RoundRobinAssignor': roundRobinAssignor,
  'org.apache.kafka.clients.consumer.StickyAssignor': stickyAssignor,
  'org.apache.kafka.clients.consumer.CooperativeStickyAssignor': cooperativeStickyAssignor,
}

/**
 * The assignors that `partition.assignment.strategy` names, by Java class name, simple class name or protocol name.
 *
 * @throws ConfigException for a name that none of them has
 */
export function assignorsOf(names: readonly string[]): Assignor[] {
  return names.map((name) => {
    const found = Object.entries(byClassName).find(
      ([className, assignor]) => name === className || className.endsWith(`.${name}`) || name === assignor.name,
    )
    if (!found) throw new ConfigException(`Class ${name} could not be found.`)
    return found[1]
  })
}
