import { KafkaFailure } from '../kafka-failure.ts'
import type { SaslExchange } from '../network/session.ts'
import type { Credentials } from './credentials.ts'

/** One message: authorization id, user and password, parted by zero bytes (RFC 4616). */
export function plainExchange(credentials: Credentials): SaslExchange {
  return {
    mechanism: 'PLAIN',
    next(message) {
      const parts = message.toString('utf8').split('\0')
      const [authorizationId, user, password] = parts
      const isValid =
        parts.length === 3 &&
        (authorizationId === '' || authorizationId === user) &&
        credentials.isPassword(user!, password!)
      if (!isValid) {
        throw new KafkaFailure('SASL_AUTHENTICATION_FAILED', 'Authentication failed: Invalid username or password')
      }
      return { answer: Buffer.alloc(0), user: user! }
    },
  }
}
