import type { ProtoField } from '../../schemas/protobuf/index.ts'

/** `params` of the option `(confluent.field_meta)`, in either spelling: `params: [{key: "a", value: "b"}]` or `(confluent.field_meta).params = {...}`. */
export function fieldMeta(field: ProtoField): ReadonlyMap<string, string> {
  const params = new Map<string, string>()
  for (const { name, value } of field.options) {
    if (!name.startsWith('(confluent.field_meta)')) continue
    for (const [, key, text] of value.matchAll(/key\s*:\s*"([^"]*)"\s*,?\s*value\s*:\s*"([^"]*)"/g))
      params.set(key!, text!)
  }
  return params
}
