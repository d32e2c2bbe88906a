import type { RecordMetadata, SourceTask } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'

/** Records that are done, kept until the task can be told: `commitRecord` never overlaps `poll`. Costs nothing for tasks without it. */
export class AckedRecords {
  readonly #task: SourceTask
  readonly #isWanted: boolean
  #waiting: { readonly record: SourceRecord; readonly metadata: RecordMetadata | null }[] = []

  constructor(task: SourceTask) {
    this.#task = task
    this.#isWanted = task.commitRecord !== undefined
  }

  /** `metadata` is null for a record that was dropped. */
  add(record: SourceRecord, metadata: RecordMetadata | null): void {
    if (this.#isWanted) this.#waiting.push({ record, metadata })
  }

  get hasAny(): boolean {
    return this.#waiting.length > 0
  }

  async callBack(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { record, metadata } of waiting) await this.#task.commitRecord?.(record, metadata)
  }
}
