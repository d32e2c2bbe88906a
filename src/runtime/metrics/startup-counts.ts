/** How starts of connectors or tasks went. */
export class StartupCounts {
  #success = 0
  #failure = 0

  succeeded(): void {
    this.#success++
  }

  failed(): void {
    this.#failure++
  }

  values(kind: 'connector' | 'task'): Readonly<Record<string, number>> {
    const attempts = this.#success + this.#failure
    return {
      [`${kind}-startup-attempts-total`]: attempts,
      [`${kind}-startup-success-total`]: this.#success,
      [`${kind}-startup-success-percentage`]: attempts === 0 ? 0 : this.#success / attempts,
      [`${kind}-startup-failure-total`]: this.#failure,
      [`${kind}-startup-failure-percentage`]: attempts === 0 ? 0 : this.#failure / attempts,
    }
  }
}
