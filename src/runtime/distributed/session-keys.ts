import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ConfigException } from '../../errors/index.ts'
import type { SessionKey } from '../store/config-store.ts'

/** Headers of a signed request between workers (KIP-507). */
export const SIGNATURE_HEADER = 'X-Connect-Authorization'
export const ALGORITHM_HEADER = 'X-Connect-Request-Signature-Algorithm'

/** Java's names of MACs and Node's of their digests. */
const digests: Readonly<Record<string, string>> = {
  HmacSHA1: 'sha1',
  HmacSHA224: 'sha224',
  HmacSHA256: 'sha256',
  HmacSHA384: 'sha384',
  HmacSHA512: 'sha512',
}

const digestOf = (algorithm: string): string => {
  const digest = digests[algorithm]
  if (digest === undefined)
    throw new ConfigException(
      `The algorithm '${algorithm}' is not supported by this worker; use one of ${Object.keys(digests).join(', ')}`,
    )
  return digest
}

/** A fresh key; as long as the digest, as Java's KeyGenerator makes it, unless `bits` says otherwise. */
export function newSessionKey(algorithm: string, bits: number | null, nowMs: number): SessionKey {
  const length = bits === null ? createHmac(digestOf(algorithm), '').digest().length : Math.ceil(bits / 8)
  return { key: randomBytes(length).toString('base64'), algorithm, creationTimestamp: nowMs }
}

export interface Signature {
  /** Base64. */
  readonly value: string
  readonly algorithm: string
}

export function sign(key: SessionKey, body: Buffer, algorithm: string): Signature {
  return {
    value: createHmac(digestOf(algorithm), Buffer.from(key.key, 'base64')).update(body).digest('base64'),
    algorithm,
  }
}

/** Takes the same time whatever differs. */
export function isSigned(key: SessionKey, body: Buffer, signature: Signature): boolean {
  if (!(signature.algorithm in digests)) return false
  const expected = Buffer.from(sign(key, body, signature.algorithm).value, 'base64')
  const given = Buffer.from(signature.value, 'base64')
  return expected.length === given.length && timingSafeEqual(expected, given)
}
