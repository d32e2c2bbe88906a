import { fileURLToPath } from 'node:url'
import { findPlugins } from '../../scripts/gen/find-plugins.ts'
import type { PredicateDefinition, TransformationDefinition } from '../../src/api/index.ts'
import { sourceRecord, type TestRecord } from '../../src/testing/test-record.ts'
import type { Figure } from './figure.ts'
import { configured, nanosPerRecord } from './transforms.ts'

/** Every SMT and predicate on the first example of its reference page, so that none is left out. */
export async function measureExamples(records: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { definition } of await findPlugins(fileURLToPath(new URL('../../', import.meta.url)))) {
    const example = definition.examples?.find(({ given }) => given !== undefined)
    if (example === undefined) continue
    const props = Object.fromEntries(Object.entries(example.config).map(([key, value]) => [key, String(value)]))
    const inputs = Array.from({ length: 64 }, (_, i) => sourceRecord(example.given as TestRecord, i))
    if (definition.kind === 'transformation') {
      const step = configured(definition as TransformationDefinition, props)
      figures.push({
        name: `${definition.name}, example`,
        nanos: nanosPerRecord(records, inputs, (input) => step.apply(input)),
      })
    }
    if (definition.kind === 'predicate') {
      const predicate = (definition as PredicateDefinition).create(definition.config.parse(props) as never)
      figures.push({
        name: `${definition.name}, example`,
        nanos: nanosPerRecord(records, inputs, (input) => predicate.test(input)),
      })
    }
  }
  return figures
}
