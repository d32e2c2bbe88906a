export { Catalogue, type CatalogueEntry, type DefinitionOf, passwordKeys, type Resolved } from './catalogue.ts'
export { compareVersions } from './compare-versions.ts'
export { INLINE_CLASS, inlinePredicate, inlineTransformation } from './inline.ts'
export {
  chooseVersion,
  converterVersion,
  type VersionChoice,
  versionProblem,
  versionRequirement,
} from './version-choice.ts'
