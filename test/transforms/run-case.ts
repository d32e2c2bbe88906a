import type { PredicateDefinition, TransformationDefinition } from '../../src/api/index.ts'
import { javaClassOf } from '../../src/errors/index.ts'
import { decodeRecord, encodeRecord, type NeutralRecord } from '../golden/neutral/record.ts'
import { canonical, type Neutral } from './canonical.ts'

export interface Case {
  readonly id: string
  readonly op: string
  readonly class: string
  readonly config: Readonly<Record<string, string | null>>
  readonly kind: 'source' | 'sink'
  readonly record: NeutralRecord
  readonly unstable?: boolean
  readonly expect: { [key: string]: Neutral }
}

/** Props as a worker hands them on: without keys whose value is null. */
const propsOf = (config: Case['config']) =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null))

export type Definition = TransformationDefinition | PredicateDefinition

/** What the SMT or predicate answers, in the form of a vector's `expect`. */
export function answer(definition: Definition, vector: Case): { [key: string]: Neutral } {
  let phase = 'configure'
  try {
    const record = decodeRecord(vector.record, vector.kind)
    const props = propsOf(vector.config)
    const config = definition.config.parse(props)
    if (definition.kind === 'predicate') {
      const predicate = definition.create(config)
      phase = 'apply'
      return { result: predicate.test(record) }
    }
    const transformation = definition.create(
      config,
      { variant: vector.class.endsWith('$Key') ? 'key' : 'value' },
      props,
    )
    phase = 'apply'
    const result = transformation.apply(record)
    if (result === null) return { dropped: true }
    return { record: encodeRecord(result) as unknown as Neutral }
  } catch (error) {
    return { error: { phase, class: javaClassOf(error), message: (error as Error).message } }
  }
}

const isJvm = (name: string) => !name.startsWith('org.apache.kafka.') && !name.startsWith('io.debezium.')

/** Null when the answer is right, else what differs. A JVM exception may be any error; messages are compared when `strict`. */
export function difference(actual: Case['expect'], answered: Case['expect'], strict: boolean): string | null {
  // Java marks records that it changed in place; ours never are.
  const { same: _same, ...expected } = answered
  const wanted = expected['error'] as { class: string; message: string; phase: string } | undefined
  if (wanted === undefined)
    return canonical(actual) === canonical(expected) ? null : `got  ${canonical(actual)}\n want ${canonical(expected)}`
  const got = actual['error'] as { class: string; message: string; phase: string } | undefined
  if (got === undefined) return `got  ${canonical(actual)}\n want ${JSON.stringify(wanted)}`
  if (!isJvm(wanted.class) && got.class !== wanted.class)
    return `got  ${JSON.stringify(got)}\n want ${JSON.stringify(wanted)}`
  if (strict && (got.class !== wanted.class || got.message !== wanted.message || got.phase !== wanted.phase))
    return `got  ${JSON.stringify(got)}\n want ${JSON.stringify(wanted)}`
  return null
}
