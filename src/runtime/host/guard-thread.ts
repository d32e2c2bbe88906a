import type { HostMain } from './host-main.ts'
import { currentOwner } from './task-owner.ts'

/**
 * Keeps what user code does to the whole thread with the task that did it: an exception nobody caught and a promise nobody awaited fail
 * that task; `process.exit` ends nothing else.
 */
export function guardThread(main: HostMain): void {
  process.on('uncaughtException', (error) => main.strayError(error, currentOwner()))
  process.on('unhandledRejection', (reason) => main.strayError(reason, currentOwner()))
  process.exit = ((code?: number) => {
    const error = new Error(`process.exit(${code ?? ''}) was called`)
    main.strayError(error, currentOwner())
    throw error
  }) as typeof process.exit
}
