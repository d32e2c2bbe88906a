/** A client's configuration by Kafka's keys, as it comes from a properties file, YAML or a connector's config. */
export type ClientProperties = Readonly<Record<string, string | number | boolean | null | undefined>>
