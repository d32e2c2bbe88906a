/** Writes every generated file of the repository: catalogue, typed factories, JSON Schema, reference pages. CI runs it and diffs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as dsl from '../src/dsl/index.ts'
import { findPlugins } from './gen/find-plugins.ts'
import { catalogueSource } from './gen/write-catalogue.ts'
import { componentsSource } from './gen/write-components.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const plugins = await findPlugins(root)
write('src/app/catalogue.generated.ts', catalogueSource(plugins, version))
write('src/app/components.generated.ts', componentsSource(plugins, Object.keys(dsl)))
process.stdout.write(`${plugins.length} plugins\n`)
