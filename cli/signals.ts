/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once with the shell's exit code for it. */
export function abortOnSignal(): AbortSignal & Disposable {
  const controller = new AbortController()
  const listen = (signal: NodeJS.Signals, code: number) => {
    const listener = () => {
      if (controller.signal.aborted) process.exit(code)
      controller.abort(signal)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  }
  const stops = [listen('SIGINT', 130), listen('SIGTERM', 143)]
  return Object.assign(controller.signal, {
    [Symbol.dispose]() {
      for (const stop of stops) stop()
    },
  })
}
