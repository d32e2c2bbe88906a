import { Flags } from '@oclif/core'

/** For the commands that run a worker. */
export const logFormatFlag = {
  'log-format': Flags.option({ options: ['text', 'json'] as const })({
    default: 'text',
    summary: 'Log lines as text or JSON.',
  }),
}
