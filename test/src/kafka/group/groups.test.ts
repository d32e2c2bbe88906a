import { describe } from 'vitest'
import { startEmbedded } from '../embedded-broker.ts'
import { groupsSuite } from './groups-suite.ts'

describe('consumer groups on the embedded broker', () => {
  groupsSuite(() => startEmbedded({ 'group.min.session.timeout.ms': '100' }), { sessionTimeoutMs: 1000 })
})
