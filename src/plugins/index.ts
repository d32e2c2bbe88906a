export { Catalogue, type CatalogueEntry, type DefinitionOf, type Resolved } from './catalogue.ts'
