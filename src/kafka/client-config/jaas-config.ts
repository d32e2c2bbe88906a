import { ConfigException } from '../../errors/index.ts'

export interface JaasEntry {
  readonly loginModule: string
  readonly controlFlag: string
  readonly options: ReadonlyMap<string, string>
}

/** A word or quoted text; null for a number or a symbol, which have no text in Java's tokenizer. */
interface Token {
  readonly text: string | null
  readonly symbol: string | null
}

const controlFlags = ['required', 'requisite', 'sufficient', 'optional']

/**
 * `sasl.jaas.config`: one login module with its options, `Module flag key="value" ... ;` (`JaasConfig.java`). Values are
 * words or quoted with `"` or `'`; quotes take Java's escapes. Numbers must be quoted.
 * @throws ConfigException with Kafka's texts.
 */
export function parseJaasConfig(text: string): JaasEntry {
  const tokens = tokenize(text)
  const entries: JaasEntry[] = []
  for (let next = tokens.next(); !next.done; next = tokens.next()) entries.push(parseEntry(next.value, tokens))
  if (entries.length === 1) return entries[0]!
  throw new ConfigException(
    entries.length === 0
      ? 'Login module not specified in JAAS config'
      : `JAAS config property contains ${entries.length} login modules, should be 1 module`,
  )
}

function parseEntry(first: Token, tokens: Iterator<Token, undefined>): JaasEntry {
  const next = () => tokens.next().value
  const flag = next()
  if (flag === undefined) throw new ConfigException('Login module control flag not specified in JAAS config')
  if (flag.text === null) throw new ConfigException('Login module control flag is not available in the JAAS config')
  if (!controlFlags.includes(flag.text.toLowerCase()))
    throw new ConfigException(`Invalid login module control flag '${flag.text}' in JAAS config`)
  const options = new Map<string, string>()
  let token = next()
  for (; token !== undefined && token.symbol !== ';'; token = next()) {
    const value = next()?.symbol === '=' ? next() : undefined
    if (value === undefined || value.text === null)
      throw new ConfigException(`Value not specified for key '${token.text}' in JAAS config`)
    options.set(token.text ?? 'null', value.text)
  }
  if (token === undefined) throw new ConfigException('JAAS config entry not terminated by semi-colon')
  return { loginModule: first.text ?? '', controlFlag: flag.text, options }
}

/** What `java.io.StreamTokenizer` makes of the text, with the settings that `JaasConfig` gives it. */
function* tokenize(text: string): Generator<Token, undefined> {
  const pattern =
    /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<quoted>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|(?<number>-?(?:\d+\.?\d*|\.\d+))|(?<word>[A-Za-z_$\u00a0-\uffff][\w.$\u00a0-\uffff-]*)|(?<symbol>[\s\S])/gy
  for (const { groups = {} } of text.matchAll(pattern)) {
    const { quoted, number, word, symbol } = groups
    if (quoted !== undefined) yield { text: unquote(quoted), symbol: null }
    else if (word !== undefined) yield { text: word, symbol: null }
    else if (number !== undefined || symbol !== undefined) yield { text: null, symbol: symbol ?? null }
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function unquote(quoted: string): string {
  const end = quoted.length > 1 && quoted.at(-1) === quoted[0] ? -1 : undefined
  return quoted
    .slice(1, end)
    .replace(/\\([0-3][0-7]{0,2}|[4-7][0-7]?|[\s\S])/g, (_, escaped: string) =>
      /^[0-7]/.test(escaped) ? String.fromCharCode(Number.parseInt(escaped, 8)) : (escapes[escaped] ?? escaped),
    )
}
