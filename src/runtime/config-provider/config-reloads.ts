import type { Clock } from '../../kafka/clock.ts'
import type { ConfigProvider } from './config-provider.ts'
import { referencedProviders } from './resolve-config.ts'

type Config = Readonly<Record<string, string>>

/** Configurations of one connector or task: as they are stored, and with what their references gave. */
export interface ResolvedConfigs {
  readonly raw: readonly Config[]
  readonly resolved: readonly Config[]
}

export interface ConfigReloadsDeps {
  readonly clock: Clock
  /** null: these values never expire. */
  readonly ttlMs: (raw: Config) => number | null
  readonly resolve: (raw: Config) => Promise<Config>
  onFailure(name: string, error: unknown): void
}

/** How long values of the providers that a configuration refers to may be used; null = for ever. */
export function ttlOf(raw: Config, providers: ReadonlyMap<string, ConfigProvider>): number | null {
  const ttls = referencedProviders(raw).flatMap((name) => providers.get(name)?.ttlMs ?? [])
  return ttls.length === 0 ? null : Math.min(...ttls)
}

/**
 * Looks again for values of config providers that have expired (`config.action.reload=restart`, KIP-297). Where Connect restarts a connector
 * when the time is over, this asks first whether the values are others.
 */
export class ConfigReloads {
  readonly #deps: ConfigReloadsDeps
  readonly #timers = new Map<string, () => void>()

  constructor(deps: ConfigReloadsDeps) {
    this.#deps = deps
  }

  /** `onChange` is called once, when the values of `name` are others. Replaces what was watched under that name. */
  watch(name: string, configs: ResolvedConfigs, onChange: () => void): void {
    this.forget(name)
    const [connector] = configs.raw
    if ((connector?.['config.action.reload'] ?? 'restart').trim() !== 'restart') return
    const ttls = configs.raw.flatMap((raw) => this.#deps.ttlMs(raw) ?? [])
    if (ttls.length > 0) this.#lookLater(name, Math.min(...ttls), configs, onChange)
  }

  forget(name: string): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  #lookLater(name: string, afterMs: number, configs: ResolvedConfigs, onChange: () => void): void {
    const cancel = this.#deps.clock.after(afterMs, () => {
      void this.#hasChanged(name, configs).then((hasChanged) => {
        if (this.#timers.get(name) !== cancel) return
        if (!hasChanged) return this.#lookLater(name, afterMs, configs, onChange)
        this.#timers.delete(name)
        onChange()
      })
    })
    this.#timers.set(name, cancel)
  }

  async #hasChanged(name: string, { raw, resolved }: ResolvedConfigs): Promise<boolean> {
    try {
      const now = await Promise.all(raw.map((each) => this.#deps.resolve(each)))
      return JSON.stringify(now) !== JSON.stringify(resolved)
    } catch (error) {
      this.#deps.onFailure(name, error)
      return false
    }
  }
}
