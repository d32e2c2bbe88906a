/** Where values come from that do not stand in a configuration, after `org.apache.kafka.common.config.provider.ConfigProvider`. */
export interface ConfigProvider {
  /** How long a value may be used before it is looked up again (`param.ttl.ms`, ours); absent = for ever, as Kafka's providers have it. */
  readonly ttlMs?: number
  /** Values of `keys` at `path` ("" when none was written); what it does not know is left out. */
  get(path: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** What a provider may touch. */
export interface ProviderSystem {
  readonly env: Readonly<Record<string, string | undefined>>
  /** null when it cannot be read. */
  readFile(path: string): Promise<string | null>
  /** Names of the regular files in a directory; null when it cannot be read. */
  listFiles(directory: string): Promise<readonly string[] | null>
  warn(message: string): void
}
