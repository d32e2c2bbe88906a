import { randomBytes } from 'node:crypto'

export interface Random {
  /** `count` random bytes. The system's are fit for secrets. */
  bytes(count: number): Buffer
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) }

/** A version 4 UUID as Kafka prints it: 22 characters of base64url, never starting with a dash (as `Uuid.java` sees to). */
export function randomUuid(random: Random): string {
  for (;;) {
    const bytes = random.bytes(16)
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const text = bytes.toString('base64url')
    if (!text.startsWith('-')) return text
  }
}
