import { Password } from '../config/index.ts'
import type { Settings } from './worker-config.ts'

const SECRET =
  /(?:password|secret|passphrase|credential|token|jaas\.config|user\.info|\.key$|keystore\.key|api[._-]?key)/i

/** Settings as they may be shown: what looks like a secret by its name is hidden. */
export const maskedSettings = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, SECRET.test(key) ? Password.HIDDEN : value]))
