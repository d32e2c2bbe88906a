import type { Catalogue } from '../../plugins/index.ts'
import type { ConfigProvider } from '../config-provider/config-provider.ts'
import { ttlOf } from '../config-provider/config-reloads.ts'
import { resolveConfig } from '../config-provider/resolve-config.ts'
import { secretKeysOf } from '../secrets/secret-keys.ts'
import type { SecretText, SecretTexts } from '../secrets/secret-texts.ts'
import { secretsOf } from '../secrets/secrets-of.ts'

type Config = Readonly<Record<string, string>>

export interface ConfigResolverDeps {
  readonly providers: ReadonlyMap<string, ConfigProvider>
  readonly catalogue: Catalogue
  /** Learns what each configuration holds that must be hidden. */
  readonly secrets: SecretTexts
}

/** Replaces references to config providers, and remembers the secrets that come to light. See `WorkerContext`. */
export class ConfigResolver {
  readonly #deps: ConfigResolverDeps
  readonly #byConfig = new WeakMap<Config, readonly SecretText[]>()

  constructor(deps: ConfigResolverDeps) {
    this.#deps = deps
  }

  async resolve(config: Config, connector?: Config): Promise<Record<string, string>> {
    const { catalogue, providers, secrets } = this.#deps
    const values = new Map<string, string>()
    const resolved = await resolveConfig(config, providers, (reference, value) => values.set(reference, value))
    const found = secretsOf(config, secretKeysOf(connector ?? resolved, catalogue), values)
    secrets.add(found)
    this.#byConfig.set(config, found)
    return resolved
  }

  ttlMs(raw: Config): number | null {
    return ttlOf(raw, this.#deps.providers)
  }

  secretsIn(raw: Config): readonly SecretText[] {
    return this.#byConfig.get(raw) ?? []
  }
}
