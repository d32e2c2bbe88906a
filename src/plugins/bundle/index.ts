export { assertBundleFits, bundleHeader } from './bundle-header.ts'
export { defaultApiUrl, importModule } from './import-module.ts'
export { type BundleSource, type LoadOptions, loadInlineFunction } from './load-inline-function.ts'
