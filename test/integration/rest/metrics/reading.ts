import { METRICS, metricName } from '../../../../src/runtime/index.ts'
import { parseExposition } from '../../../support/exposition-format.ts'

/** One metric with one set of tags. */
export interface Reading {
  readonly group: string
  readonly name: string
  /** `key=value` in the order of the keys, with `|` between. */
  readonly tags: string
  readonly value: number | string
}

export const keyOf = ({ group, name, tags }: Reading): string => `${group} ${name} ${tags}`.trim()

/** Connect's metrics in what `/metrics` answers. Label `le` and the like are no business of Connect's. */
export function readingsOf(text: string): Reading[] {
  const exposition = parseExposition(text)
  return METRICS.filter(({ group }) => !/^(?:sluiceway|process)/.test(group)).flatMap(({ group, name, kind, tags }) =>
    exposition.find(metricName(group, name)).flatMap(({ labels, value }) => {
      const own = kind === 'text' ? name.replaceAll('-', '_') : undefined
      const keys = Object.keys(labels).filter((key) => key !== own)
      if (keys.toSorted().join() !== tags.toSorted().join()) return []
      const text = keys
        .sort()
        .map((key) => `${key}=${labels[key]}`)
        .join('|')
      return [{ group, name, tags: text, value: own === undefined ? value : labels[own]! }]
    }),
  )
}

/** The same of the lines that `JmxMetrics.java` prints. */
export function readingsOfJmx(lines: readonly string[]): Reading[] {
  return lines.map((line) => {
    const [group = '', tags = '', name = '', value = ''] = line.split('\t')
    const number = Number(value)
    return { group, name, tags, value: value === 'NaN' || !Number.isNaN(number) ? number : value }
  })
}
