import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { KafkaFailure } from '../kafka-failure.ts'
import type { SaslExchange } from '../network/session.ts'
import type { Random } from '../system/random.ts'
import { type Credentials, type ScramMechanism, scramMechanisms } from './credentials.ts'

/** The server's side of SCRAM without channel binding (RFC 5802): two messages of the client, two of ours. */
export function scramExchange(mechanism: ScramMechanism, credentials: Credentials, random: Random): SaslExchange {
  const { hash } = scramMechanisms[mechanism]
  const refused = () =>
    new KafkaFailure(
      'SASL_AUTHENTICATION_FAILED',
      `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`,
    )
  let first: FirstStep | undefined

  function begin(message: string): { answer: Buffer } {
    const match = /^[ny],(?:a=[^,]*)?,(n=([^,]*),r=([^,]+).*)$/.exec(message)
    if (!match) throw refused()
    const user = match[2]!.replaceAll('=2C', ',').replaceAll('=3D', '=')
    const nonce = match[3]! + random.bytes(18).toString('base64url')
    const entry = credentials.scram(user, mechanism)
    if (!entry) throw refused()
    const answer = `r=${nonce},s=${entry.salt},i=${entry.iterations}`
    first = { user, nonce, entry, text: `${match[1]},${answer}` }
    return { answer: Buffer.from(answer) }
  }

  function finish(step: FirstStep, message: string): { answer: Buffer; user: string } {
    const match = /^(c=[^,]*,r=([^,]+)(?:,.*)?),p=([^,]+)$/.exec(message)
    if (!match || match[2] !== step.nonce) throw refused()
    const authMessage = `${step.text},${match[1]}`
    const storedKey = Buffer.from(step.entry.storedKey, 'base64')
    const signature = createHmac(hash, storedKey).update(authMessage).digest()
    const proof = Buffer.from(match[3]!, 'base64')
    if (proof.length !== signature.length) throw refused()
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ signature[index]!))
    if (!timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey)) throw refused()
    const serverKey = Buffer.from(step.entry.serverKey, 'base64')
    const verifier = createHmac(hash, serverKey).update(authMessage).digest('base64')
    return { answer: Buffer.from(`v=${verifier}`), user: step.user }
  }

  return {
    mechanism,
    next: (message) => (first ? finish(first, message.toString()) : begin(message.toString())),
  }
}

interface FirstStep {
  readonly user: string
  readonly nonce: string
  readonly entry: { readonly storedKey: string; readonly serverKey: string }
  /** The client's first message without its header, and our answer. */
  readonly text: string
}
