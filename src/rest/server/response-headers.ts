import { ConfigException } from '../../errors/index.ts'

export interface HeaderRule {
  readonly action: 'set' | 'add' | 'setDate' | 'addDate'
  readonly name: string
  /** Text, or for dates the milliseconds to add to now. */
  readonly value: string
}

const ACTIONS = ['set', 'add', 'setDate', 'addDate'] as const

/** Parses `response.http.headers.config`: CSV items `[action] [name]:[value]`, quoted where the value has commas (S1.12). */
export function parseResponseHeaders(text: string): HeaderRule[] {
  return splitCsv(text).map((item) => {
    const [, action, name, value] = /^(\S+)\s+([^\s:]+)\s*:\s*(.*)$/s.exec(item) ?? []
    if (action === undefined || name === undefined || value === undefined)
      throw new ConfigException(
        `Invalid format of header config '${item}'. Expected: '[action] [header name]:[header value]'`,
      )
    const known = ACTIONS.find((each) => each.toLowerCase() === action.toLowerCase())
    if (known === undefined)
      throw new ConfigException(
        `Invalid header config action: '${action}'. The action need to be one of ${ACTIONS.join(', ')}`,
      )
    if (known.endsWith('Date') && !/^-?\d+$/.test(value))
      throw new ConfigException(`Invalid header config '${item}': a date is given as milliseconds from now`)
    return { action: known, name, value }
  })
}

/** Items between commas that are not within double quotes; quotes and blanks around an item are dropped. */
function splitCsv(text: string): string[] {
  return [...text.matchAll(/\s*(?:"([^"]*)"|([^,"]+))\s*(?:,|$)/g)]
    .map(([, quoted, plain]) => (quoted ?? plain ?? '').trim())
    .filter((item) => item !== '')
}

/** The headers for one answer; a name that was `add`ed twice has both values. */
export function responseHeaders(rules: readonly HeaderRule[], nowMs: number): Map<string, string | string[]> {
  const headers = new Map<string, string | string[]>()
  for (const { action, name, value } of rules) {
    const text = action.endsWith('Date') ? new Date(nowMs + Number(value)).toUTCString() : value
    const before = headers.get(name)
    headers.set(name, before !== undefined && action.startsWith('add') ? [before, text].flat() : text)
  }
  return headers
}
