export { Catalogue, type CatalogueEntry, type DefinitionOf, type Resolved } from './catalogue.ts'
export { INLINE_CLASS, inlinePredicate, inlineTransformation } from './inline.ts'
