import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const options = ['--install-links', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']

/** Runs `npm install` or `npm uninstall` in a folder with a manifest; packages are copied and their scripts do not run. Gives npm's words when it fails, else null. */
export async function npm(
  command: 'install' | 'uninstall',
  packages: readonly string[],
  directory: string,
): Promise<string | null> {
  const child = spawn('npm', [command, '--prefix', directory, ...options, '--', ...packages], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  const [words, exit] = await Promise.all([
    text(child.stderr),
    once(child, 'close').then(
      ([code]) => code as number | null,
      (error: Error) => error,
    ),
  ])
  if (exit === 0) return null
  return exit instanceof Error ? exit.message : words.trim()
}
