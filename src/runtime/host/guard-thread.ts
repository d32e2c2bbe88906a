import type { HostMain } from './host-main.ts'
import { currentOwner } from './task-owner.ts'

/**
 * Keeps what user code does to the whole thread with the task that did it: an exception nobody caught and a promise nobody awaited fail
 * that task; `process.exit`, and a signal sent to the own process, end nothing else.
 */
export function guardThread(main: HostMain): void {
  process.on('uncaughtException', (error) => main.strayError(error, currentOwner()))
  process.on('unhandledRejection', (reason) => main.strayError(reason, currentOwner()))
  const refuse = (call: string): never => {
    const error = new Error(`${call} was called`)
    main.strayError(error, currentOwner())
    throw error
  }
  process.exit = (code) => refuse(`process.exit(${code ?? ''})`)
  const { kill } = process
  process.kill = (pid, signal) => {
    // Signal 0 asks whether a process is there. 0 and -1 are the process group and everything: the worker is among them.
    if (signal !== 0 && (pid === process.pid || pid === -process.pid || pid === 0 || pid === -1))
      refuse(`process.kill(${pid}, ${signal ?? 'SIGTERM'})`)
    return kill.call(process, pid, signal)
  }
}
