import { describe, expect, it } from 'vitest'
import { type CaseFile, caseFiles, type GoldenCase, readCases } from './case-files.ts'
import { differenceOf } from './compare.ts'
import { runCase } from './run-case.ts'

async function differences(cases: readonly GoldenCase[]): Promise<string[]> {
  const found: string[] = []
  for (const each of cases) {
    const difference = differenceOf(each, await runCase(each))
    if (difference !== null) found.push(`${each.id}: ${difference.slice(0, 1000)}`)
  }
  return found
}

/** Cases by operation and class, so that a failure says where to look. */
function groupsOf(file: CaseFile): [string, GoldenCase[]][] {
  const stable = readCases(file).filter((each) => !each.unstable)
  const groups = Map.groupBy(stable, (each) => `${each.op} ${(each.class ?? '').split('.').at(-1)}`.trim())
  return [...groups].sort(([a], [b]) => a.localeCompare(b))
}

it('has recorded cases in every clone', () => {
  const names = caseFiles().map(({ name }) => name)
  expect(names).toContain('cases-connect-converters.jsonl.gz')
  expect(names).toContain('cases-connect-configdef.jsonl.gz')
  expect(names).toContain('cases-connect-validate.jsonl.gz')
})

describe.each(caseFiles())('$name: answers as Java does', (file) => {
  it.each(groupsOf(file))('%s', async (_, cases) => {
    expect(cases.length).toBeGreaterThan(0)
    expect(await differences(cases)).toEqual([])
  })
})

it('reports a case that is answered differently', async () => {
  const [first] = readCases(caseFiles().find(({ name }) => name === 'cases-connect-validate.jsonl.gz')!)
  const planted = { ...first!, expect: { configInfos: { name: 'other', error_count: 0, groups: [], configs: [] } } }
  expect(await differences([planted])).toHaveLength(1)
})
