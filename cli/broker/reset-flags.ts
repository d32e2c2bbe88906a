import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'
import { parseDateTime, parseDuration, type ResetForm } from './reset-offsets.ts'

/** A whole number; `+2` is as good as `2`, as in Kafka's group tool. */
const shiftBy = Flags.custom<number>({
  parse: async (text) => {
    const by = Number(text)
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(by)) return by
    throw new PipelineError('SLW6001', `'${text}' is not a number of records: --shift-by takes 10, +10 or -10.`)
  },
})

/** The ways to say where offsets go that groups and connectors share, as Kafka's group tool names them. */
export const resetFlags = {
  'to-latest': Flags.boolean({ summary: 'To the end.' }),
  'to-current': Flags.boolean({ summary: 'To where they are; to the end where there are none.' }),
  'shift-by': shiftBy({ summary: 'Forward, or back with a minus.', helpValue: 'N' }),
  'to-datetime': Flags.string({
    summary: 'To the first record from then on (UTC unless a zone follows).',
    helpValue: 'YYYY-MM-DDTHH:mm:SS.sss',
  }),
  'by-duration': Flags.string({ summary: 'To the first record since so long ago.', helpValue: 'PnDTnHnMnS' }),
}

const names = ['to-earliest', 'to-latest', 'to-current', 'to-offset', 'shift-by', 'to-datetime', 'by-duration']
export const formsButEarliest = names.slice(1)

export interface ResetFlags {
  readonly 'to-earliest': boolean
  readonly 'to-latest': boolean
  readonly 'to-current': boolean
  readonly 'shift-by': number | undefined
  readonly 'to-datetime': string | undefined
  readonly 'by-duration': string | undefined
}

/** @param toOffset - what `--to-offset` means here; undefined without it. Throws SLW6001 unless exactly one form is given. */
export function resetForm<F extends { readonly to: string }>(
  flags: ResetFlags,
  toOffset: F | undefined,
  now: number,
): ResetForm | F {
  const found: (ResetForm | F)[] = toOffset === undefined ? [] : [toOffset]
  if (flags['to-earliest']) found.push({ to: 'earliest' })
  if (flags['to-latest']) found.push({ to: 'latest' })
  if (flags['to-current']) found.push({ to: 'current' })
  if (flags['shift-by'] !== undefined) found.push({ to: 'shift', by: flags['shift-by'] })
  if (flags['to-datetime'] !== undefined) found.push({ to: 'time', timestampMs: parseDateTime(flags['to-datetime']) })
  if (flags['by-duration'] !== undefined)
    found.push({ to: 'time', timestampMs: now - parseDuration(flags['by-duration']) })
  if (found.length === 1) return found[0]!
  throw new PipelineError('SLW6001', 'Say in one way where the offsets go.', {
    hint: `Use one of ${names.map((name) => `--${name}`).join(', ')}.`,
  })
}
