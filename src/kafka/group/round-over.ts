/** Raised inside a member's round to begin the next one. */
export class RoundOver extends Error {
  /** Without back-off. */
  readonly isAtOnce: boolean

  constructor(isAtOnce: boolean) {
    super('the round is over')
    this.isAtOnce = isAtOnce
  }
}

export function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new RoundOver(true)
}
