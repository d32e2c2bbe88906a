import type { Predicate, Transformation } from '../../src/api/index.ts'
import { nonEmptyString, parseType } from '../../src/config/index.ts'
import type { ConnectRecord } from '../../src/data/index.ts'
import { ConfigException, ConnectException } from '../../src/errors/index.ts'
import { findPlugin } from './plugins.ts'

type Config = Readonly<Record<string, string>>

interface Stage {
  readonly smt: Transformation
  readonly predicate: Predicate | null
  readonly isNegated: boolean
}

/** The transformation chain of a connector configuration (S19). */
export function chainOf(config: Config): (record: ConnectRecord) => ConnectRecord | null {
  const stages = aliases(config['transforms']).map((alias) => stageOf(config, alias))
  return (record) => {
    let current: ConnectRecord | null = record
    for (const stage of stages) {
      if (stage.predicate !== null && stage.predicate.test(current) === stage.isNegated) continue
      current = stage.smt.apply(current)
      if (current === null) return null
    }
    return current
  }
}

const aliases = (value: string | undefined) =>
  (parseType('', value ?? '', 'LIST') as string[]).filter((alias) => alias !== '')

function stageOf(config: Config, alias: string): Stage {
  const props = withPrefix(config, `transforms.${alias}.`)
  const type = props['type']
  const found = type === undefined ? undefined : findPlugin('transformation', type)
  if (!found) throw new ConfigException(`Not a transformation: ${type}`)
  const variant = found.className.endsWith('$Key') ? 'key' : 'value'
  const smt = found.definition.create(found.definition.config.parse(props), { variant }, props)
  const predicate = props['predicate'] === undefined ? null : predicateOf(config, props['predicate'])
  const isNegated = parseType(`transforms.${alias}.negate`, props['negate'] ?? 'false', 'BOOLEAN') === true
  return { smt, predicate, isNegated }
}

function predicateOf(config: Config, alias: string): Predicate {
  nonEmptyString.ensureValid('predicate', alias)
  if (!aliases(config['predicates']).includes(alias)) {
    const cause = new ConfigException(`Unknown configuration 'predicates.${alias}.plugin.version'`)
    const wrapped = new ConnectException(javaText(cause), cause)
    throw new ConnectException(javaText(wrapped), wrapped)
  }
  const props = withPrefix(config, `predicates.${alias}.`)
  const found = findPlugin('predicate', props['type'] ?? '')
  if (!found) throw new ConfigException(`Not a predicate: ${props['type']}`)
  return found.definition.create(found.definition.config.parse(props))
}

const withPrefix = (config: Config, prefix: string): Config =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )

const javaText = ({ javaClass, message }: ConnectException) => `${javaClass}: ${message}`
