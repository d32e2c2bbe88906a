export { jsonSchemaIncompatibilities, type RefResolver } from './json-schema-diff.ts'
export { refResolver, refsIn } from './references.ts'
