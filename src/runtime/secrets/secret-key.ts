import { clientKeys } from '../../kafka/index.ts'

/**
 * Names that hold secrets whatever their type says: keys of plugins that nobody declared, and those that a plugin declares as STRING by
 * mistake. Better one value too many hidden than one too few.
 */
const secretName =
  /passw(?:or)?d|passphrase|secret|credential|(?:^|[._-])token(?:$|[._-])|jaas\.config|user\.info$|(?:private|api|access)[._-]?key|keystore\.key$|otlp\.headers$/i

const clientPrefix = /^(?:producer|consumer|admin|listeners\.https)\.(?:override\.)?/

/** Whether a key of a worker or of a connector holds a secret: by its name, or by its type as a key of a Kafka client or a listener. */
export const isSecretKey = (key: string): boolean =>
  secretName.test(key) || clientKeys[key.replace(clientPrefix, '')]?.type === 'PASSWORD'
