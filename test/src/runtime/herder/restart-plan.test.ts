import { expect, test } from 'vitest'
import type { RunState, Status } from '../../../../src/runtime/herder/connector-state.ts'
import { restartPlan } from '../../../../src/runtime/herder/restart-plan.ts'

const status = (state: RunState): Status => ({ state, trace: null, workerId: 'w', generation: 0 })
const tasks = (['RUNNING', 'FAILED'] as const).map((state, task) => ({
  id: { connector: 'a', task },
  status: status(state),
}))

test.each([
  [{ onlyFailed: false, includeTasks: false }, 'RUNNING', true, []],
  [{ onlyFailed: true, includeTasks: false }, 'RUNNING', false, []],
  [{ onlyFailed: true, includeTasks: true }, 'RUNNING', false, [1]],
  [{ onlyFailed: true, includeTasks: true }, 'FAILED', true, [1]],
  [{ onlyFailed: false, includeTasks: true }, 'RUNNING', true, [0, 1]],
] as const)('%j of a %s connector', (options, state, connector, restarted) => {
  const plan = restartPlan(status(state), tasks, options)
  expect({ connector: plan.connector, tasks: plan.tasks.map(({ task }) => task) }).toEqual({
    connector,
    tasks: restarted,
  })
})
