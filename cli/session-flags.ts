import { Flags } from '@oclif/core'
import { pluginFlags } from './plugin-flags.ts'

/** `server` as in "the embedded broker". */
export const portFlag = (server: string, standard: number) =>
  Flags.integer({ default: standard, summary: `Port of ${server}; 0 = any free one.`, min: 0, max: 65_535 })

/** Flags of the commands that start a broker and a worker in this process. */
export const sessionFlags = {
  ...pluginFlags,
  'data-dir': Flags.string({
    default: '.sluiceway',
    summary: 'Where the embedded broker keeps its data.',
    helpValue: 'DIR',
  }),
  'bootstrap-server': Flags.string({
    summary: 'Use this Kafka cluster instead of the embedded broker.',
    helpValue: 'HOST:PORT',
  }),
  'log-level': Flags.option({ options: ['error', 'warn', 'info', 'debug'] as const })({
    default: 'warn',
    summary: 'What the worker logs.',
  }),
}
