import { parentPort, workerData } from 'node:worker_threads'
import {
  bundleModules,
  describedEntry,
  describeModule,
  type PluginProblem,
} from '../../../../src/plugins/plugin-path/index.ts'

/** Discovers in a thread of plain Node, as the worker process does, and tells what was found. */
const { modules, problems: unread } = await bundleModules(workerData as string[])
const problems: PluginProblem[] = [...unread]
const codeOf = async (hash: string) => modules.find((module) => module.hash === hash)!.code
const described = await Promise.all(
  modules.map((module) =>
    describeModule(module, module.code).catch((error: Error) => {
      problems.push({ path: module.path, message: error.message })
      return []
    }),
  ),
)
const entries = described.flat().map((each) => describedEntry(each, codeOf))
const found = await Promise.all(
  entries.map(async ({ kind, name, classes, version, load }) => {
    const definition = await load()
    return { kind, name, classes, version, keys: Object.keys(definition.config.keys) }
  }),
)
const fromModules = new Set(entries.map(({ module }) => module))
parentPort!.postMessage({ found, problems, modules: fromModules.size })
