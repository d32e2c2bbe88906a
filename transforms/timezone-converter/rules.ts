import { DebeziumSettings } from '../../src/api/transform-kit/index.ts'
import { JavaException } from '../../src/errors/index.ts'
import { JavaPattern, javaSplit } from '../../src/java/index.ts'
import { type ZoneOffsets, zoneOffsets } from './zone-offset.ts'

const ruleList = JavaPattern.compile('^\\[(source|topic|[".\\w\\s_]+):([".\\w\\s_]+(?::[".\\w\\s_]+)?(?:,|]$))+$')

const debeziumException = (message: string) => new JavaException('io.debezium.DebeziumException', message)

/** Which fields of which tables and topics are converted. */
export interface ConversionRules {
  readonly zone: ZoneOffsets
  readonly mode: 'all' | 'include' | 'exclude'
  /** Fields by topic, by table, and by either; an empty set means all of them. */
  readonly topics: ReadonlyMap<string, ReadonlySet<string>>
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>
  readonly either: ReadonlyMap<string, ReadonlySet<string>>
}

export function readRules(props: Readonly<Record<string, unknown>>): ConversionRules {
  const settings = new DebeziumSettings(props)
  const zoneName = settings.required('converted.timezone')
  const include = settings.list('include.list')
  const exclude = settings.list('exclude.list')
  settings.refuseFirstProblem()
  if (include.length > 0) checkList(include, 'include')
  else if (exclude.length > 0) checkList(exclude, 'exclude')
  const zone = zoneOffsets(zoneName)
  if (zone === null)
    throw debeziumException(
      'Invalid timezone format. Please specify either a geographic timezone (e.g. America/Los_Angeles) or a UTC offset in the format of +/-hh:mm, (e.g. +08:00).',
    )
  if (include.length > 0 && exclude.length > 0)
    throw debeziumException('Both include and exclude lists are specified. Please specify only one.')
  const mode = include.length > 0 ? 'include' : exclude.length > 0 ? 'exclude' : 'all'
  return { zone, mode, ...collect([...include, ...exclude]) }
}

function checkList(list: readonly string[], which: string): void {
  if (ruleList.matches(`[${list.join(', ')}]`)) return
  throw debeziumException(
    `Invalid ${which} list format. Please specify a list of rules in the format of "source:<tablename>:<fieldnames>", "topic:<topicname>:<fieldnames>", "<matchname>:<fieldnames>"`,
  )
}

/** A prefix holds for the rules after it until the next one. */
function collect(list: readonly string[]) {
  const topics = new Map<string, Set<string>>()
  const tables = new Map<string, Set<string>>()
  const either = new Map<string, Set<string>>()
  let prefix = ''
  for (const item of list) {
    const parts = javaSplit(item, ':')
    const isPrefixed = parts.length > 1 && /^(?:source|topic)$/i.test(parts[0]!)
    if (isPrefixed) prefix = parts[0]!
    const [name = '', field] = isPrefixed ? parts.slice(1) : parts
    const target = prefix === 'topic' ? topics : prefix === 'source' ? tables : either
    const fields = target.get(name) ?? new Set()
    if (field !== undefined) fields.add(field)
    target.set(name, fields)
  }
  return { topics, tables, either }
}
