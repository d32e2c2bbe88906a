import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const page = fileURLToPath(new URL('../../../../docs/rest-differences.md', import.meta.url))

const rowsBelow = (heading: string): string[][] => {
  const section = readFileSync(page, 'utf8').split(`## ${heading}\n`)[1]?.split('\n## ')[0]
  if (section === undefined) throw new Error(`docs/rest-differences.md has no section "${heading}"`)
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
}

const codes = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

/** Ids of the requests whose answers may differ, as the page lists them. */
export const differingRequests = (): string[] => rowsBelow('Answers that differ').flatMap(([ids]) => codes(ids))

/** `METHOD path` of every addition, as the page lists them. */
export const additions = (): string[] => rowsBelow('Additions').flatMap(([calls]) => codes(calls))
