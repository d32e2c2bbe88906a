/** A strict reader of Prometheus' text format 0.0.4 and of OpenMetrics 1.0: throws at the first line that a scraper could stumble over. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Exposition {
  /** By family name. */
  readonly types: ReadonlyMap<string, string>
  readonly help: ReadonlyMap<string, string>
  readonly samples: readonly Sample[]
  /** The one sample of that name with these labels, among others; throws when there is none or more than one. */
  value(name: string, labels?: Readonly<Record<string, string>>): number
  find(name: string, labels?: Readonly<Record<string, string>>): readonly Sample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/
const VALUE = /^(?:NaN|[+-]Inf|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)$/

export function parseExposition(text: string, isOpenMetrics = false): Exposition {
  const types = new Map<string, string>()
  const help = new Map<string, string>()
  const samples: Sample[] = []
  const closed = new Set<string>()
  const seen = new Set<string>()
  let family = ''
  const enter = (name: string, line: string) => {
    if (name === family) return
    if (closed.has(name)) throw new Error(`the lines of ${name} are not together: ${line}`)
    if (family !== '') closed.add(family)
    family = name
  }
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const lines = text.slice(0, -1).split('\n')
  if (isOpenMetrics && lines.pop() !== '# EOF') throw new Error('no # EOF at the end')
  for (const line of lines) {
    const meta = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line)
    if (meta) {
      const [, kind, name, rest] = meta as unknown as [string, string, string, string]
      enter(name, line)
      const into = kind === 'HELP' ? help : types
      if (into.has(name)) throw new Error(`twice: ${line}`)
      if (seen.has(name)) throw new Error(`after its samples: ${line}`)
      if (kind === 'TYPE' && !/^(?:counter|gauge|histogram|summary|untyped|unknown)$/.test(rest)) throw new Error(line)
      if (kind === 'HELP' && /\\[^\\n"]|\\$/.test(rest.replaceAll('\\\\', ''))) throw new Error(`bad escape: ${line}`)
      into.set(name, rest)
      continue
    }
    if (line.startsWith('#') || line === '') throw new Error(`unexpected line: ${line}`)
    const sample = parseSample(line)
    const own = familyOf(sample.name, types, isOpenMetrics)
    if (own !== family) throw new Error(`${line} stands in ${family}`)
    const key = `${sample.name} ${Object.entries(sample.labels)
      .map(([label, value]) => JSON.stringify([label, value]))
      .sort()
      .join()}`
    if (seen.has(key)) throw new Error(`twice: ${line}`)
    seen.add(key)
    seen.add(own)
    samples.push(sample)
  }
  for (const [name, type] of types) if (type === 'histogram') checkHistograms(name, samples)
  const find = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.filter(
      (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
    )
  return {
    ...{ types, help, samples, find },
    value(name, labels) {
      const found = find(name, labels)
      if (found.length !== 1) throw new Error(`${found.length} samples of ${name}${JSON.stringify(labels ?? {})}`)
      return found[0]!.value
    },
  }
}

function parseSample(line: string): Sample {
  const name = NAME.exec(line)?.[0]
  if (name === undefined) throw new Error(`no name: ${line}`)
  let rest = line.slice(name.length)
  const labels: Record<string, string> = {}
  if (rest.startsWith('{')) {
    rest = rest.slice(1)
    while (!rest.startsWith('}')) {
      const label = LABEL.exec(rest)
      if (label === null) throw new Error(`bad label: ${line}`)
      const [all, key, value] = label as unknown as [string, string, string]
      if (key in labels) throw new Error(`label twice: ${line}`)
      labels[key] = value.replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each))
      rest = rest.slice(all.length)
      if (rest.startsWith(',')) rest = rest.slice(1)
      else if (!rest.startsWith('}')) throw new Error(`no comma: ${line}`)
    }
    rest = rest.slice(1)
  }
  if (!rest.startsWith(' ') || !VALUE.test(rest.slice(1))) throw new Error(`bad value: ${line}`)
  const value = rest.slice(1)
  return { name, labels, value: value.endsWith('Inf') ? Number(`${value}inity`) : Number(value) }
}

function familyOf(name: string, types: ReadonlyMap<string, string>, isOpenMetrics: boolean): string {
  const histogram = name.replace(/_(?:bucket|sum|count)$/, '')
  if (types.get(histogram) === 'histogram') return histogram
  const counter = name.replace(/_total$/, '')
  if (isOpenMetrics && types.get(counter) === 'counter' && counter !== name) return counter
  if (isOpenMetrics && types.get(name) === 'counter') throw new Error(`${name}: a counter's sample ends in _total`)
  if (!types.has(name)) throw new Error(`${name} has no TYPE`)
  return name
}

function checkHistograms(name: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>()
  for (const sample of samples) {
    if (!sample.name.startsWith(name)) continue
    const { le: _, ...labels } = sample.labels
    const key = JSON.stringify(labels)
    series.set(key, [...(series.get(key) ?? []), sample])
  }
  for (const [key, all] of series) {
    const buckets = all.filter((each) => each.name === `${name}_bucket`)
    const bounds = buckets.map((each) => Number(each.labels['le']!.replace('Inf', 'Infinity')))
    const count = all.find((each) => each.name === `${name}_count`)?.value
    const isRising = (numbers: readonly number[], isStrict: boolean) =>
      numbers.every((each, at) => at === 0 || (isStrict ? each > numbers[at - 1]! : each >= numbers[at - 1]!))
    if (!isRising(bounds, true) || bounds.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${name}${key}: bounds`)
    if (
      !isRising(
        buckets.map((each) => each.value),
        false,
      )
    )
      throw new Error(`${name}${key}: buckets are cumulative`)
    if (buckets.at(-1)!.value !== count) throw new Error(`${name}${key}: count`)
    if (!all.some((each) => each.name === `${name}_sum`)) throw new Error(`${name}${key}: no sum`)
  }
}
