import { describe } from 'vitest'
import { startEmbedded } from '../embedded-broker.ts'
import { readingSuite } from './reading-suite.ts'

describe('consumer on the embedded broker', () => {
  readingSuite(startEmbedded)
})
