/** Writes every generated file of the repository: catalogue, typed factories, JSON Schema, reference pages. CI runs it and diffs. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as builder from '../src/dsl/index.ts'
import { openApi } from '../src/rest/index.ts'
import { findPlugins } from './gen/find-plugins.ts'
import { catalogueSource } from './gen/write-catalogue.ts'
import { clientKeysPage } from './gen/write-client-keys.ts'
import { componentsSource } from './gen/write-components.ts'
import { errorsPage } from './gen/write-errors.ts'
import { metricsPage } from './gen/write-metrics.ts'
import { pipelineFilePage } from './gen/write-pipeline-file.ts'
import { indexPage, pluginPages } from './gen/write-reference.ts'
import { pipelineSchema } from './gen/write-schema.ts'
import { workerSettingsPage } from './gen/write-worker-settings.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text.endsWith('\n') ? text : `${text}\n`)
}

const plugins = await findPlugins(root)
const names = Object.keys(builder)
write('src/app/catalogue.generated.ts', catalogueSource(plugins, version))
write('src/app/components.generated.ts', componentsSource(plugins, names))
write('schema/pipeline.schema.json', JSON.stringify(pipelineSchema(plugins), null, 1))

rmSync(join(root, 'docs/reference'), { recursive: true, force: true })
for (const [page, text] of await pluginPages(plugins, names)) write(`docs/reference/${page}`, text)
write('docs/reference/README.md', indexPage(plugins))
write('docs/reference/errors.md', errorsPage())
write('docs/reference/kafka-clients.md', clientKeysPage())
write('docs/reference/metrics.md', metricsPage())
write('docs/reference/openapi.json', JSON.stringify(openApi(version), null, 2))
write('docs/reference/pipeline-file.md', pipelineFilePage())
write('docs/reference/worker-settings.md', workerSettingsPage())
process.stdout.write(`${plugins.length} plugins\n`)
