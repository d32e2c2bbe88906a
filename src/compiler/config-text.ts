import type { ConfigText } from '../spec/index.ts'
import type { FileModel } from './file-model.ts'
import { child } from './pointer.ts'

/** A reference to a config provider: resolved where the connector runs, so nothing can be said of its value here (S7.1). */
export const hasProviderReference = (value: string): boolean => /\$\{[^}:]+:[^}]*\}/.test(value)

/** Keys that stand under a `config`, whatever their values are. */
export const keysOf = (config: unknown): readonly string[] =>
  typeof config === 'object' && config !== null ? Object.keys(config) : []

/**
 * Settings as text, the way Kafka Connect keeps them: lists joined by commas, numbers as they are written. Entries of a wrong type are left
 * out; `checkStructure` reports them.
 */
export function configText(config: unknown, pointer: string, model: FileModel): ConfigText {
  const result: Record<string, string> = {}
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return result
  for (const [key, value] of Object.entries(config)) {
    const at = child(pointer, key)
    const text = Array.isArray(value)
      ? value.map((item, index) => scalarText(item, child(at, index), model)).join(',')
      : scalarText(value, at, model)
    if (text !== undefined) result[key] = text
  }
  return result
}

function scalarText(value: unknown, pointer: string, model: FileModel): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') return undefined
  const written = model.textOf(pointer)
  const isDecimal = written !== undefined && /^[+-]?\d*\.?\d*$/.test(written)
  return isDecimal ? written : String(value)
}
