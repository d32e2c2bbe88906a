import { type ConfigDef, type ConfigKey, type ConfigValue, convertToString } from '../config/index.ts'

/** One key as REST describes it (S12.15). */
export interface ConfigKeyInfo {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default_value: string | null
  readonly importance: string
  readonly documentation: string
  readonly group: string | null
  /** -1 when the key has no group. */
  readonly order_in_group: number
  readonly width: string
  readonly display_name: string
  readonly dependents: readonly string[]
}

export interface ConfigValueInfo {
  readonly name: string
  readonly value: string | null
  readonly recommended_values: readonly (string | null)[]
  readonly errors: readonly string[]
  readonly visible: boolean
}

export interface ConfigInfo {
  /** Null for a value that no definition describes (a null value under an unknown key). */
  readonly definition: ConfigKeyInfo | null
  readonly value: ConfigValueInfo
}

/** Body of `PUT /connector-plugins/x/config/validate` (S12.16). */
export interface ConfigInfos {
  readonly name: string
  readonly error_count: number
  readonly groups: readonly string[]
  readonly configs: readonly ConfigInfo[]
}

export function configKeyInfo(name: string, key: ConfigKey): ConfigKeyInfo {
  const isRequired = key.default === undefined
  return {
    name,
    type: key.type,
    required: isRequired,
    default_value: isRequired ? null : convertToString(key.default, key.type),
    importance: key.importance,
    documentation: key.doc,
    group: key.group ?? null,
    order_in_group: key.orderInGroup ?? -1,
    width: key.width ?? 'NONE',
    display_name: key.displayName ?? name,
    dependents: key.dependents ?? [],
  }
}

/** Body of `GET /connector-plugins/x/config`. Internal keys are not shown. */
export const configInfosOf = (definition: ConfigDef): ConfigKeyInfo[] =>
  Object.entries(definition.keys)
    .filter(([, key]) => !key.internal)
    .map(([name, key]) => configKeyInfo(name, key))

export function configValueInfo(value: ConfigValue, key: ConfigKey | undefined): ConfigValueInfo {
  return {
    name: value.name,
    value: convertToString(value.value, key?.type),
    recommended_values: value.recommendedValues.map((item) => convertToString(item, key?.type)),
    errors: value.errorMessages,
    visible: value.visible,
  }
}
