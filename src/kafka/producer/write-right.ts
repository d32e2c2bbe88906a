/**
 * For a writer that may lose its right to write while records wait, or while the whole process sleeps: the right that it has now, null = none. Asked
 * when a batch begins, and again right before it goes to a connection, each time that it does: unless both are the same right, it is failed, finally.
 */
export type WriteRight = () => number | null

export const alwaysMayWrite: WriteRight = () => 0
