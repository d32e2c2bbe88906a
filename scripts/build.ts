/** Compiles the published package into dist/: JavaScript and declarations, the project template, the command manifest. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleLibrary } from './build/bundle-library.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const run = (command: string, args: readonly string[]) => execFileSync(command, args, { cwd: root, stdio: 'inherit' })

rmSync(join(root, 'dist'), { recursive: true, force: true })
run(bin('tsc'), ['-p', 'tsconfig.build.json'])
cpSync(join(root, 'cli/init/template'), join(root, 'dist/cli/init/template'), { recursive: true })
if (existsSync(join(root, 'schema'))) cpSync(join(root, 'schema'), join(root, 'dist/schema'), { recursive: true })
await bundleLibrary(join(root, 'dist'))
run(bin('oclif'), ['manifest', '.'])
