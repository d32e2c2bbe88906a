import { Password } from '../config/index.ts'
import { isSecretKey } from '../runtime/index.ts'
import type { Settings } from './worker-config.ts'

/** Settings as they may be shown, without secrets. */
export const maskedSettings = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, isSecretKey(key) ? Password.HIDDEN : value]))
