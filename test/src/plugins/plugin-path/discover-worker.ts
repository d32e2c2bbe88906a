import { parentPort, workerData } from 'node:worker_threads'
import { discoverPlugins } from '../../../../src/plugins/plugin-path/index.ts'

/** Discovers in a thread of plain Node, as the worker process does, and tells what was found. */
const { entries, problems } = await discoverPlugins(workerData as string[])
const found = await Promise.all(
  entries.map(async ({ kind, name, classes, version, load }) => {
    const definition = await load()
    return { kind, name, classes, version, keys: Object.keys(definition.config.keys) }
  }),
)
parentPort!.postMessage({ found, problems })
