import { ProgressTracker, type StageProgress } from '../../src/app/progress-tracker.ts'
import type { StandaloneWorker } from '../../src/runtime/index.ts'
import { LiveBlock } from './live-block.ts'
import { progressLines } from './progress-lines.ts'

const LIVE_MS = 100
const PLAIN_MS = 2000

/**
 * Shows how the connectors of a worker get on: a block that is redrawn on a terminal, a block every two seconds elsewhere. Goes to stderr, so that
 * `--json` and pipes stay clean.
 */
export class RunDisplay {
  readonly #tracker: ProgressTracker
  readonly #block = new LiveBlock()
  readonly #timer: NodeJS.Timeout
  #lines: readonly string[] = []

  constructor(worker: StandaloneWorker) {
    this.#tracker = new ProgressTracker(worker)
    const draw = () => this.#draw()
    this.#timer = setInterval(draw, this.#block.isLive ? LIVE_MS : PLAIN_MS)
    draw()
  }

  /** Prints a line that stays, above the block. */
  say(line: string): void {
    if (this.#block.isLive) this.#block.above(line, this.#lines)
    else process.stderr.write(`${line}\n`)
  }

  /** Draws a last time and stops. Gives the final counts. */
  end(): readonly StageProgress[] {
    clearInterval(this.#timer)
    const stages = this.#tracker.stages()
    this.#lines = progressLines(stages)
    this.#block.clear()
    process.stderr.write(`${this.#lines.join('\n')}\n`)
    return stages
  }

  #draw(): void {
    const stages = this.#tracker.stages()
    if (stages.length === 0) return
    this.#lines = progressLines(stages)
    if (this.#block.isLive) this.#block.draw(this.#lines)
    else if (stages.some((stage) => stage.records > 0)) process.stderr.write(`${this.#lines.join('\n')}\n`)
  }
}
