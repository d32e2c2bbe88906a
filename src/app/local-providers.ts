const CLASSES = { env: 'EnvVarConfigProvider', file: 'FileConfigProvider', directory: 'DirectoryConfigProvider' }

/**
 * Config providers of `pipeline run` and `dev`, so that `${env:DB_PASSWORD}` means on a laptop what it means in a worker that has them. They read
 * what the user may read.
 */
export const localProviders: Readonly<Record<string, string>> = {
  'config.providers': Object.keys(CLASSES).join(),
  ...Object.fromEntries(
    Object.entries(CLASSES).map(([name, simpleName]) => [
      `config.providers.${name}.class`,
      `org.apache.kafka.common.config.provider.${simpleName}`,
    ]),
  ),
}
