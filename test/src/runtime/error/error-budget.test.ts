import { expect, test } from 'vitest'
import { ErrorBudget } from '../../../../src/runtime/error/error-budget.ts'

function budget(maxErrors: number, windowMs = 1000) {
  let now = 1_700_000_000_000
  const spent = new ErrorBudget({ maxErrors, windowMs }, () => now)
  return (afterMs: number, message = 'bad') => {
    now += afterMs
    spent.spend(new Error(message))
  }
}

test('fails at the first error beyond the budget, with a message that names the budget and the last error', () => {
  const spend = budget(3)
  spend(0)
  spend(1)
  spend(1)
  expect(() => spend(1, 'the last one')).toThrow(
    'Tolerance budget exceeded: 4 error(s) within 1000 ms, where errors.tolerance.budget.max.errors allows 3 in errors.tolerance.budget.window.ms. Last error: the last one',
  )
})

test('forgets errors that the window has left behind', () => {
  const spend = budget(2)
  for (let i = 0; i < 1000; i++) spend(500)
  expect(() => spend(499)).toThrow('Tolerance budget exceeded')
})

test('a budget of none fails at once, and without a limit never', () => {
  expect(() => budget(0)(0)).toThrow('1 error(s) within')
  const spend = budget(-1)
  for (let i = 0; i < 10_000; i++) spend(0)
})
