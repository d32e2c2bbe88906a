import { Command } from '@oclif/core'

/**
 * What every command shares: `--json` (the result object of `run` and nothing else on stdout), and errors that go up to `main`, which prints
 * them and sets the exit code. A command parses flags, calls `src/app` or another folder of `src`, renders, and returns its result.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true

  protected override async catch(error: Error): Promise<never> {
    throw error
  }

  override logJson(json: unknown): void {
    process.stdout.write(
      `${JSON.stringify(json, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`,
    )
  }
}
