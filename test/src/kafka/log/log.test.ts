import { describe } from 'vitest'
import { startEmbedded } from '../embedded-broker.ts'
import { logSuite } from './log-suite.ts'

describe('log on the embedded broker', () => {
  logSuite(startEmbedded)
})
