import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import { parseDateTime, parseDuration, type ResetForm } from '../broker/reset-offsets.ts'

/** The ways to say where offsets go, as Kafka's group tool names them. */
export const resetFlags = {
  'to-earliest': Flags.boolean({ summary: 'To the first record; for a source, forget its offsets.' }),
  'to-latest': Flags.boolean({ summary: 'To the end.' }),
  'to-current': Flags.boolean({ summary: 'To where they are; to the end where there are none.' }),
  'to-offset': Flags.string({
    multiple: true,
    summary: 'To an offset; for a source, fields of its offset.',
    helpValue: 'N|KEY=VALUE',
  }),
  'shift-by': Flags.integer({ summary: 'Forward, or back with a minus.', helpValue: 'N' }),
  'to-datetime': Flags.string({
    summary: 'To the first record from then on (UTC unless a zone follows).',
    helpValue: 'YYYY-MM-DDTHH:mm:SS.sss',
  }),
  'by-duration': Flags.string({ summary: 'To the first record since so long ago.', helpValue: 'PnDTnHnMnS' }),
}

export interface ResetFlags {
  readonly 'to-earliest': boolean
  readonly 'to-latest': boolean
  readonly 'to-current': boolean
  readonly 'to-offset': readonly string[] | undefined
  readonly 'shift-by': number | undefined
  readonly 'to-datetime': string | undefined
  readonly 'by-duration': string | undefined
}

/** A form of the group tool, or the fields of a source's offset. */
export type AnyForm = ResetForm | { readonly to: 'fields'; readonly fields: Readonly<Record<string, unknown>> }

/** Throws SLW6001 unless exactly one form is given. */
export function resetForm(flags: ResetFlags, now: number): AnyForm {
  const found: AnyForm[] = []
  if (flags['to-earliest']) found.push({ to: 'earliest' })
  if (flags['to-latest']) found.push({ to: 'latest' })
  if (flags['to-current']) found.push({ to: 'current' })
  if (flags['to-offset'] !== undefined) found.push(offsetForm(flags['to-offset']))
  if (flags['shift-by'] !== undefined) found.push({ to: 'shift', by: flags['shift-by'] })
  if (flags['to-datetime'] !== undefined) found.push({ to: 'time', timestampMs: parseDateTime(flags['to-datetime']) })
  if (flags['by-duration'] !== undefined)
    found.push({ to: 'time', timestampMs: now - parseDuration(flags['by-duration']) })
  if (found.length === 1) return found[0]!
  throw new PipelineError('SLW6001', 'Say in one way where the offsets go.', {
    hint: `Use one of ${Object.keys(resetFlags)
      .map((form) => `--${form}`)
      .join(', ')}.`,
  })
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
