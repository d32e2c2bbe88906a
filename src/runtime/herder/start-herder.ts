import type { Herder } from './herder.ts'

/**
 * Starts a herder on a connection of its own, which ends with it, also when it cannot start.
 * @returns what stops both
 */
export async function startHerder(
  herder: Pick<Herder, 'start' | 'stop'>,
  connection: { close(): Promise<void> },
): Promise<() => Promise<void>> {
  try {
    await herder.start()
  } catch (error) {
    await herder.stop().catch(() => {})
    await connection.close()
    throw error
  }
  return async () => {
    try {
      await herder.stop()
    } finally {
      await connection.close()
    }
  }
}
