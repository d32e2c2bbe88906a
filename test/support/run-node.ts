import { spawn } from 'node:child_process'
import type { CommandResult } from './run-pipeline.ts'

/** Runs a program in its own process. */
export function runNode(path: string, { cwd }: { readonly cwd: string }): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path], { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 50_000 })
    const out: string[] = []
    const err: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text))
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout: out.join(''), stderr: err.join('') }))
  })
}
