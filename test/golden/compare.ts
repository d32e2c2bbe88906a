import { isDeepStrictEqual } from 'node:util'
import type { GoldenCase } from './case-files.ts'

interface JavaError {
  readonly class: string
  readonly message?: string | null
}

/** `utf8` repeats `bytes`; `same` tells whether Java gave back the very same object. */
const ignored: ReadonlySet<string> = new Set(['utf8', 'same'])

/** Exceptions of the JVM and of libraries: any error of ours will do. */
const isForeign = (className: string) => !className.startsWith('org.apache.kafka.')

const simpleName = (className: string) => className.slice(className.lastIndexOf('.') + 1).replace(/^.*\$/, '')

/** What differs from Java's answer, as a short text for a failing test; null when nothing does. */
export function differenceOf(input: GoldenCase, actual: Record<string, unknown>): string | null {
  const expected = input.expect as Record<string, unknown>
  if ('error' in expected) return errorDifference(expected['error'] as JavaError, actual)
  if ('error' in actual) return `threw ${JSON.stringify(actual['error'])}, expected ${JSON.stringify(expected)}`
  for (const key of Object.keys(expected)) {
    if (ignored.has(key)) continue
    const want = normalise(key, expected[key])
    const got = normalise(key, actual[key])
    if (!isDeepStrictEqual(got, want)) return `${key}: got ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`
  }
  return null
}

function errorDifference(expected: JavaError, actual: Record<string, unknown>): string | null {
  if (!('error' in actual)) return `gave ${JSON.stringify(actual)}, expected ${expected.class}: ${expected.message}`
  if (isForeign(expected.class)) return null
  const { class: actualClass, message } = actual['error'] as JavaError
  if (simpleName(actualClass) !== simpleName(expected.class))
    return `threw ${actualClass}: ${message}, expected ${expected.class}: ${expected.message}`
  const isSame = comparable(message) === comparable(expected.message)
  return isSame ? null : `message: got ${JSON.stringify(message)}, expected ${JSON.stringify(expected.message)}`
}

/** Java's answers whose order or wording does not matter. */
function normalise(key: string, value: unknown): unknown {
  if (key === 'values') return byName((value as Record<string, unknown>[]).map(withoutSoftParts))
  if (key === 'keys') return byName((value as Record<string, unknown>[]).map(withoutSoftParts))
  if (key === 'configInfos') return normaliseInfos(value as Record<string, unknown>)
  return sortMaps(value)
}

const soft = ['documentation', 'recommended_values', 'order_in_group', 'order', 'width', 'dependents']

const withoutSoftParts = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !soft.includes(key)))

const byName = (values: Record<string, unknown>[]) =>
  values.sort((a, b) => String(a['name']).localeCompare(String(b['name'])))

function normaliseInfos(infos: Record<string, unknown>): unknown {
  const configs = infos['configs'] as { definition: Record<string, unknown> | null; value: Record<string, unknown> }[]
  return {
    ...infos,
    groups: [...(infos['groups'] as string[])].sort(),
    configs: configs
      .map(({ definition, value }) => ({
        name: value['name'],
        definition: definition && withoutSoftParts(definition),
        value: withoutSoftParts(value),
      }))
      .sort((a, b) => String(a.name).localeCompare(String(b.name))),
  }
}

/** Maps are compared without order. */
function sortMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMaps)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, sortMaps(item)] as const)
  const map = (value as { map?: unknown }).map
  if (entries.length === 1 && Array.isArray(map)) {
    const sorted = (sortMaps([...map]) as unknown[]).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    return { map: sorted }
  }
  return Object.fromEntries(entries)
}

/** Which connectors are installed is no matter of the case; some Java classes are one type here. */
const comparable = (message: string | null | undefined) =>
  message
    ?.replace(/available connectors are: .*/s, '')
    .replaceAll('java.util.LinkedHashMap', 'java.util.HashMap')
    .replaceAll('java.nio.HeapByteBuffer', '[B')
