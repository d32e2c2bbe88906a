/** Topics that a source may write to: created where that is asked for, and remembered. */
export interface TopicGate {
  /** Whether records of that topic may go at once. */
  isOpen(topic: string): boolean
  /** Finds or creates the topic. Rejects with what a user can act on. */
  open(topic: string): Promise<void>
  /** A record reached that topic. Cheap when it was seen before. */
  saw(topic: string): void
}

/** Leaves creation to the broker; only remembers (S5.2). */
export class OpenTopicGate implements TopicGate {
  readonly #seen = new Set<string>()
  readonly #onFirst: (topic: string) => void

  constructor(onFirst: (topic: string) => void) {
    this.#onFirst = onFirst
  }

  isOpen(): boolean {
    return true
  }

  async open(): Promise<void> {}

  saw(topic: string): void {
    if (this.#seen.has(topic)) return
    this.#seen.add(topic)
    this.#onFirst(topic)
  }
}

/** Finds or creates each topic before its first record (S5.5). */
export class CreatingTopicGate extends OpenTopicGate {
  readonly #open = new Set<string>()
  readonly #create: (topic: string) => Promise<void>

  constructor(create: (topic: string) => Promise<void>, onFirst: (topic: string) => void) {
    super(onFirst)
    this.#create = create
  }

  override isOpen(topic?: string): boolean {
    return topic !== undefined && this.#open.has(topic)
  }

  override async open(topic?: string): Promise<void> {
    if (topic === undefined) return
    await this.#create(topic)
    this.#open.add(topic)
  }
}
