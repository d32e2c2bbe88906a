/**
 * Kafka's exponential back-off (KIP-580, `ExponentialBackoff.java`): `initialMs * 2^attempt`, at most `maxMs`, each
 * spread by 20% either way.
 * @param attempt - how many failures came before: 0 gives about `initialMs`.
 * @param random - in [0, 1).
 */
export function backOffMs(attempt: number, initialMs: number, maxMs: number, random: () => number): number {
  const factor = 0.8 + random() * 0.4
  return Math.min(maxMs, initialMs * 2 ** Math.min(attempt, 30) * factor)
}
