import { describe, expect, it } from 'vitest'
import { caseFiles, readCases } from './case-files.ts'
import { differenceOf } from './compare.ts'
import { runCase } from './run-case.ts'

/** Cases that Sluiceway answers in another way on purpose, with the reason. */
const exceptions: Readonly<Record<string, string>> = {}

describe.each(caseFiles())('$name', (file) => {
  const cases = readCases(file)

  it('has cases', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  it.each(cases.filter((each) => !each.unstable))('$id', async (each) => {
    const reason = exceptions[each.id]
    const difference = differenceOf(each, await runCase(each))
    if (reason === undefined) expect(difference).toBeNull()
    else expect(difference).not.toBeNull()
  })
})
