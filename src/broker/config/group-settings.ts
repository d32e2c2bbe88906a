import { atLeast } from './bounds.ts'
import type { Setting } from './setting.ts'

/** Settings of single groups (KIP-848, `GroupConfig.java`). */
export const groupSettings: Readonly<Record<string, Setting>> = {
  'consumer.heartbeat.interval.ms': {
    type: 'INT',
    default: '5000',
    server: 'group.consumer.heartbeat.interval.ms',
    check: atLeast(1),
  },
  'consumer.session.timeout.ms': {
    type: 'INT',
    default: '45000',
    server: 'group.consumer.session.timeout.ms',
    check: atLeast(1),
  },
}
