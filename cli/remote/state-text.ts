import { styleText } from 'node:util'

/** A state, coloured as in every list. */
export function stateText(state: string): string {
  if (state === 'RUNNING') return styleText('green', 'running')
  if (state === 'FAILED') return styleText('red', 'failed')
  return styleText('yellow', state.toLowerCase())
}

/** `2/3`: running of all. */
export const tasksText = (running: number, all: number): string =>
  styleText(running === all && all > 0 ? 'green' : 'yellow', `${running}/${all}`)
