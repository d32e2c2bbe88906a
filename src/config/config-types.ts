import type { ConfigKey, ConfigKeys, Password, Validator } from './config-key.ts'

/** A reference that a config provider resolves, for example `${env:DB_PASSWORD}`: allowed wherever a value is. */
export type ProviderReference = `\${${string}}`

type AllowedOf<K extends ConfigKey> = K extends { readonly validator: Validator<infer A> }
  ? string extends A
    ? never
    : A
  : never

type TextOf<K extends ConfigKey> = [AllowedOf<K>] extends [never] ? string : AllowedOf<K>

/** What a user may write for a key. */
export type InputOf<K extends ConfigKey> = K['type'] extends 'STRING'
  ? TextOf<K> | ProviderReference
  : K['type'] extends 'INT' | 'SHORT' | 'LONG' | 'DOUBLE'
    ? number | `${number}` | ProviderReference
    : K['type'] extends 'BOOLEAN'
      ? boolean | 'true' | 'false' | ProviderReference
      : K['type'] extends 'LIST'
        ? string | readonly string[]
        : string

/** What a plugin gets for a key. A LONG beyond 2^53 is rounded to the nearest double. */
export type ParsedOf<K extends ConfigKey> =
  | (K['type'] extends 'INT' | 'SHORT' | 'LONG' | 'DOUBLE'
      ? number
      : K['type'] extends 'BOOLEAN'
        ? boolean
        : K['type'] extends 'LIST'
          ? readonly string[]
          : K['type'] extends 'PASSWORD'
            ? Password
            : K['type'] extends 'STRING'
              ? TextOf<K>
              : string)
  | (K extends { readonly default: null } ? null : never)

type RequiredNames<D extends ConfigKeys> = {
  [N in keyof D]: D[N] extends { readonly default: unknown } | { readonly fileDefault: string } ? never : N
}[keyof D]

/** The type of a configuration object in the typed DSL: required keys are required, values have the key's type. */
export type ConfigInput<D extends ConfigKeys> = { readonly [N in RequiredNames<D>]: InputOf<D[N]> } & {
  readonly [N in Exclude<keyof D, RequiredNames<D>>]?: InputOf<D[N]>
}

/** The type of a parsed configuration. */
export type ParsedConfig<D extends ConfigKeys> = { readonly [N in keyof D]: ParsedOf<D[N]> }
