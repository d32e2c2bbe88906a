import { nearest } from '../errors/index.ts'

const secretKey =
  /(?:password|passwd|passphrase|secret|token|credential|api[._-]?key|private[._-]?key|jaas[._-]?config|user[._-]?info)/i
const secretWords = ['password', 'passwd', 'secret', 'token', 'credentials']

/** A misspelt key may well be why the line is shown. */
const namesSecret = (key: string): boolean =>
  secretKey.test(key) || key.split(/[._-]/).some((word) => word.length > 4 && nearest(word, secretWords) !== undefined)

/** `key: value`, `"key": 'value'` or `key=value`, up to the end of the value. */
const pair =
  /(["']?)([\w.-]+)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|\$\{[^}]*\}|[^\s,}][^,}]*?(?=\s*(?:[,}]|$)))/g

/** A credential in a URL: `scheme://user:secret@host`. */
const urlSecret = /([a-z][\w+.-]*:\/\/[^\s:/@"']+:)[^\s@"']+(@)/gi

const isReference = (value: string) => /^["'`]?\$\{[^}]*\}["'`]?$/.test(value.trim())

/** A line of a file as it may be shown: values of keys that name a secret become `[hidden]`. References to config providers stay. */
export function maskSecrets(line: string): string {
  return line
    .replace(pair, (whole, quote: string, key: string, separator: string, value: string) =>
      namesSecret(key) && !isReference(value) ? `${quote}${key}${quote}${separator}[hidden]` : whole,
    )
    .replace(urlSecret, '$1[hidden]$2')
}
