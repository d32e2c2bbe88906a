import type { FoundPlugin } from './find-plugins.ts'
import { banner, quote } from './source-text.ts'

/** `src/app/catalogue.generated.ts`: names of all plugins; their code is imported on first use. */
export function catalogueSource(plugins: readonly FoundPlugin[], version: string): string {
  return [
    banner,
    "import type { CatalogueEntry } from '../plugins/index.ts'",
    '',
    `export const version = ${quote(version)}`,
    '',
    'export const builtins: readonly CatalogueEntry[] = [',
    ...plugins.map(entry),
    ']',
    '',
  ].join('\n')
}

function entry({ definition, exportName, module }: FoundPlugin): string {
  const { kind, name, classes, summary, version } = definition
  return [
    '  {',
    `    kind: ${quote(kind)},`,
    `    name: ${quote(name)},`,
    `    classes: [${classes.map(quote).join(', ')}],`,
    `    summary: ${quote(summary)},`,
    `    version: ${version === undefined ? 'version' : quote(version)},`,
    `    load: () => import('../../${module}').then((module) => module.${exportName}),`,
    '  },',
  ].join('\n')
}
