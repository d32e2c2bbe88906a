import { ConfigException } from '../../errors/index.ts'

export interface JaasEntry {
  readonly loginModule: string
  readonly controlFlag: string
  readonly options: ReadonlyMap<string, string>
}

interface Token {
  readonly text: string
  readonly kind: 'word' | 'quoted' | 'number' | 'symbol'
}

const controlFlags = ['required', 'requisite', 'sufficient', 'optional']

/**
 * `sasl.jaas.config`: one login module with its options, `Module flag key="value" ... ;` (`JaasConfig.java`). Values are
 * words or quoted with `"` or `'`; quotes take Java's escapes.
 * @throws ConfigException with Kafka's texts; never with the text that was parsed, since it holds passwords.
 */
export function parseJaasConfig(text: string): JaasEntry {
  const tokens = [...tokenize(text)]
  if (tokens.length === 0) throw invalid('Login module not specified in JAAS config')
  let at = 0
  const word = () => {
    const token = tokens[at]
    return token !== undefined && (token.kind === 'word' || token.kind === 'quoted') ? tokens[at++]!.text : undefined
  }
  const loginModule = word()
  if (loginModule === undefined) throw invalid('Login module not specified in JAAS config')
  const controlFlag = word()
  if (controlFlag === undefined) throw invalid('Login module control flag not specified in JAAS config')
  if (!controlFlags.includes(controlFlag.toLowerCase()))
    throw invalid(`Login module control flag '${controlFlag}' is not supported in JAAS config`)
  const options = new Map<string, string>()
  while (tokens[at] !== undefined && !isSymbol(tokens[at], ';')) {
    const key = word() ?? tokens[at++]!.text
    if (!isSymbol(tokens[at], '=')) throw invalid(`Value not specified for key '${key}' in JAAS config`)
    at++
    const value = word()
    if (value === undefined) throw invalid(`Value not specified for key '${key}' in JAAS config`)
    options.set(key, value)
  }
  if (!isSymbol(tokens[at], ';')) throw invalid('JAAS config entry not terminated by semi-colon')
  if (tokens.length > at + 1) throw new ConfigException('JAAS config property contains more than one login module')
  return { loginModule, controlFlag, options }
}

const isSymbol = (token: Token | undefined, text: string) => token?.kind === 'symbol' && token.text === text
const invalid = (why: string) =>
  new ConfigException(`Invalid value [hidden] for configuration sasl.jaas.config: ${why}`)

/** What `java.io.StreamTokenizer` makes of the text, with the settings that `JaasConfig` gives it. */
function* tokenize(text: string): Generator<Token> {
  const pattern =
    /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<quoted>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|(?<number>-?(?:\d+\.?\d*|\.\d+))(?![A-Za-z])|(?<word>[A-Za-z_$\u00a0-\uffff\d.-][\w.$\u00a0-\uffff-]*)|(?<symbol>[\s\S])/gy
  for (const { groups = {} } of text.matchAll(pattern)) {
    const { quoted, number, word, symbol } = groups
    if (quoted !== undefined) yield { text: unquote(quoted), kind: 'quoted' }
    else if (number !== undefined) yield { text: number, kind: 'number' }
    else if (word !== undefined) yield { text: word, kind: 'word' }
    else if (symbol !== undefined) yield { text: symbol, kind: 'symbol' }
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
