export { assertBundleFits, bundleHeader } from './bundle-header.ts'
export { needsRequire, requireBanner } from './bundle-require.ts'
export { defaultApiUrl, importModule } from './import-module.ts'
export { type BundleSource, type LoadOptions, loadInlineFunction } from './load-inline-function.ts'
