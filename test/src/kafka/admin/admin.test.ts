import { describe } from 'vitest'
import { startEmbedded } from '../embedded-broker.ts'
import { adminSuite } from './admin-suite.ts'

describe('admin on the embedded broker', () => {
  adminSuite(startEmbedded)
})
