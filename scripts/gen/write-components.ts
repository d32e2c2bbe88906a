import type { PluginKind, TransformationDefinition } from '../../src/api/index.ts'
import type { FoundPlugin } from './find-plugins.ts'
import { banner, camelCase, quote } from './source-text.ts'

const suffixes: Readonly<Record<PluginKind, string>> = {
  source: 'Source',
  sink: 'Sink',
  transformation: 'Step',
  predicate: 'Predicate',
  converter: 'Converter',
  header_converter: 'HeaderConverter',
}

/** Words that cannot name a variable in a module. */
const reserved = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await'.split(
    ' ',
  ),
)

/**
 * `src/app/components.generated.ts`: one typed factory for every plugin, named after it in camel case. A name that is taken (by the builder,
 * by JavaScript, or by a plugin of another kind) gets its kind as suffix.
 */
export function componentsSource(plugins: readonly FoundPlugin[], builderNames: readonly string[]): string {
  const taken = new Set([...builderNames, ...reserved])
  const lines = plugins.map((plugin) => factory(plugin, taken))
  const imports = [...new Set(plugins.map(factoryName))].sort()
  return [
    banner,
    `import { ${imports.join(', ')}, type SettingsOf } from '../dsl/index.ts'`,
    ...plugins.map(
      (plugin) => `import type { ${plugin.exportName} as ${localName(plugin)} } from '../../${plugin.module}'`,
    ),
    '',
    ...lines,
  ].join('\n')
}

const localName = ({ definition }: FoundPlugin) => `${camelCase(definition.name)}${suffixes[definition.kind]}Definition`

function factoryName({ definition }: FoundPlugin): string {
  switch (definition.kind) {
    case 'source':
      return 'sourceFactory'
    case 'sink':
      return 'sinkFactory'
    case 'transformation':
      return (definition as TransformationDefinition).variants ? 'variantTransformFactory' : 'transformFactory'
    case 'predicate':
      return 'predicateFactory'
    case 'converter':
    case 'header_converter':
      return 'converterFactory'
  }
}

export function factoryNameOf(plugin: FoundPlugin, taken: Set<string>): string {
  const { kind, name } = plugin.definition
  const plain = camelCase(name)
  const chosen = taken.has(plain) ? `${plain}${suffixes[kind]}` : plain
  if (taken.has(chosen)) throw new Error(`No free name for the factory of the ${kind} "${name}"`)
  taken.add(chosen)
  return chosen
}

function factory(plugin: FoundPlugin, taken: Set<string>): string {
  const { definition } = plugin
  const name = factoryNameOf(plugin, taken)
  return [
    `/** ${definition.summary.replaceAll('*/', '*\\/')} (\`${definition.classes[0] ?? definition.name}\`) */`,
    `export const ${name} = ${factoryName(plugin)}<SettingsOf<typeof ${localName(plugin)}>>(${quote(definition.name)})`,
    '',
  ].join('\n')
}
