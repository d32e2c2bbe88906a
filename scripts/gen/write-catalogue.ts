import { passwordKeys } from '../../src/plugins/index.ts'
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
    '/** Version of Apache Kafka whose behaviour is followed. */',
    "export const kafkaVersion = '4.3.1'",
    '',
    'export const builtins: readonly CatalogueEntry[] = [',
    ...plugins.map(entry),
    ']',
    '',
  ].join('\n')
}

/** Apache Kafka's own plugins carry the version of the Kafka that they follow: configurations may pin it, and dashboards show it. */
const ownVersion = (classes: readonly string[]) =>
  classes[0]?.startsWith('org.apache.kafka.') ? 'kafkaVersion' : 'version'

function entry({ definition, exportName, module }: FoundPlugin): string {
  const { kind, name, classes, summary, version, config } = definition
  return [
    '  {',
    `    kind: ${quote(kind)},`,
    `    name: ${quote(name)},`,
    `    classes: [${classes.map(quote).join(', ')}],`,
    `    summary: ${quote(summary)},`,
    `    version: ${version === undefined ? ownVersion(classes) : quote(version)},`,
    `    passwords: [${passwordKeys(config).map(quote).join(', ')}],`,
    `    load: () => import('../../${module}').then((module) => module.${exportName}),`,
    '  },',
  ].join('\n')
}
