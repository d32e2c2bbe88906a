import { child } from '../pointer.ts'
import type { RuleInput } from './rule.ts'

const required = ['topic.creation.default.replication.factor', 'topic.creation.default.partitions']

/** With any `topic.creation.*` key the default group's partitions and replication factor are required, and groups must be declared (S5.2, S5.3). */
export function checkTopicCreation({ connectors, context: { report } }: RuleInput): void {
  for (const { kind, config, spec } of connectors) {
    const keys = Object.keys(config).filter((key) => key.startsWith('topic.creation.'))
    if (kind !== 'source' || keys.length === 0) continue
    const at = child(spec.pointer, 'config')
    for (const name of required)
      if (config[name] === undefined)
        report.add({
          code: 'SLW2003',
          message: `Topic creation needs "${name}".`,
          pointer: child(at, keys[0]!),
          part: 'key',
          hint: `Add \`${name}\`; -1 takes the default of the broker.`,
        })
    const groups = new Set([...(config['topic.creation.groups'] ?? '').split(/\s*,\s*/), 'default', 'groups'])
    for (const key of keys) {
      const group = key.split('.')[2]!
      if (groups.has(group)) continue
      groups.add(group)
      report.add({
        code: 'SLW2007',
        message: `"${group}" is not one of the groups in "topic.creation.groups".`,
        pointer: child(at, key),
        part: 'key',
        hint: `Add it: \`topic.creation.groups: ${group}\`.`,
      })
    }
  }
}
