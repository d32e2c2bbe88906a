/**
 * The exceptions of Kafka Connect, by their Java names. Plugins throw them, the runtime acts on them, DLQ headers and REST traces
 * carry `javaClass`. They are recognised by brand (`isRetriable(e)`, `isDataException(e)`), never by `instanceof`, because a
 * user's bundle may carry a second copy.
 */
const brand = Symbol.for('sluiceway.ConnectException')

export class ConnectException extends Error {
  /** Fully qualified Java name, as a Java worker would write it to the DLQ header `__connect.errors.exception.class.name`. */
  readonly javaClass: string = 'org.apache.kafka.connect.errors.ConnectException'
  /** Names of this class and its ancestors, for brand checks across bundles. */
  readonly [brand]: readonly string[] = ['ConnectException']

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
  }
}

/** The value, schema or bytes of one record are wrong; a retry cannot help. */
export class DataException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.DataException'
  override readonly [brand]: readonly string[] = ['DataException', 'ConnectException']
}

export class SchemaBuilderException extends DataException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.SchemaBuilderException'
  override readonly [brand]: readonly string[] = ['SchemaBuilderException', 'DataException', 'ConnectException']
}

export class SchemaProjectorException extends DataException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.SchemaProjectorException'
  override readonly [brand]: readonly string[] = ['SchemaProjectorException', 'DataException', 'ConnectException']
}

/** The same call may succeed later: the runtime retries it (S14.2, S16.2, S17.2). */
export class RetriableException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.RetriableException'
  override readonly [brand]: readonly string[] = ['RetriableException', 'ConnectException']
}

export class NotFoundException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.NotFoundException'
  override readonly [brand]: readonly string[] = ['NotFoundException', 'ConnectException']
}

export class AlreadyExistsException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.AlreadyExistsException'
  override readonly [brand]: readonly string[] = ['AlreadyExistsException', 'ConnectException']
}

export class IllegalWorkerStateException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.errors.IllegalWorkerStateException'
  override readonly [brand]: readonly string[] = ['IllegalWorkerStateException', 'ConnectException']
}

/** `org.apache.kafka.common.config.ConfigException`: a configuration value is missing or invalid (S2.2 has the texts). */
export class ConfigException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.common.config.ConfigException'
  override readonly [brand]: readonly string[] = ['ConfigException']
}

/** A JVM exception that plugins of the Java world are known to throw (NullPointerException, IllegalArgumentException ...). */
export class JavaException extends Error {
  readonly javaClass: string

  constructor(javaClass: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.javaClass = javaClass
    this.name = javaClass.slice(javaClass.lastIndexOf('.') + 1)
  }
}

function hasBrand(error: unknown, name: string): boolean {
  if (typeof error !== 'object' || error === null || !(brand in error)) return false
  const names = (error as Record<symbol, unknown>)[brand]
  return Array.isArray(names) && names.includes(name)
}

export const isConnectException = (error: unknown): error is ConnectException => hasBrand(error, 'ConnectException')
export const isDataException = (error: unknown): error is DataException => hasBrand(error, 'DataException')
export const isRetriable = (error: unknown): error is RetriableException => hasBrand(error, 'RetriableException')
export const isConfigException = (error: unknown): error is ConfigException => hasBrand(error, 'ConfigException')
export const isNotFound = (error: unknown): error is NotFoundException => hasBrand(error, 'NotFoundException')
export const isAlreadyExists = (error: unknown): error is AlreadyExistsException =>
  hasBrand(error, 'AlreadyExistsException')

/** The Java class name that a DLQ header or a trace shows for any thrown value. */
export function javaClassOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'javaClass' in error && typeof error.javaClass === 'string')
    return error.javaClass
  return error instanceof Error ? error.name : 'java.lang.Throwable'
}
