import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import { resetFlags as groupResetFlags, type ResetFlags, resetForm } from '../broker/reset-flags.ts'
import type { ResetForm } from '../broker/reset-offsets.ts'

/** Where the offsets of a connector go: as for a group, and for a source to fields of its own. */
export const resetFlags = {
  ...groupResetFlags,
  'to-earliest': Flags.boolean({ summary: 'To the first record; for a source, forget its offsets.' }),
  'to-offset': Flags.string({
    multiple: true,
    summary: 'To an offset; for a source, fields of its offset.',
    helpValue: 'N|KEY=VALUE',
  }),
}

/** A form of the group tool, or the fields of a source's offset. */
export type AnyForm = ResetForm | { readonly to: 'fields'; readonly fields: Readonly<Record<string, unknown>> }

/** Throws SLW6001 unless exactly one form is given. */
export function connectorResetForm(
  flags: ResetFlags & { readonly 'to-offset': readonly string[] | undefined },
  now: number,
): AnyForm {
  return resetForm(flags, flags['to-offset'] && offsetForm(flags['to-offset']), now)
}

function offsetForm(values: readonly string[]): AnyForm {
  const [only = ''] = values
  if (values.length === 1 && /^\d+$/.test(only)) return { to: 'offset', offset: Number(only) }
  return { to: 'fields', fields: fieldsOf(values) }
}

/** `KEY=VALUE`; a value that is JSON counts as such, anything else is text. */
export function fieldsOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new PipelineError('SLW6001', `'${pair}' is neither an offset nor of the form KEY=VALUE.`)
      return [pair.slice(0, at), parsedValue(pair.slice(at + 1))]
    }),
  )
}

function parsedValue(text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
