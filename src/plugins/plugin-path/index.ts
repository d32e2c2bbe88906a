export { type BundledModule, bundleModules, type PluginProblem } from './bundle-modules.ts'
export { describedEntry, describeModule, type PluginDescription } from './describe-module.ts'
export { namesUs } from './find-modules.ts'
