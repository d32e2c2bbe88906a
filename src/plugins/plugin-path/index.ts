export { type BundledModule, bundleModules, type PluginProblem } from './bundle-modules.ts'
export { describedEntry, describeModule, type PluginDescription } from './describe-module.ts'
