import { range } from './char-tests.ts'
import type { CharTest } from './node.ts'
import { blockTable } from './unicode-blocks.generated.ts'

const normal = (name: string) => name.toUpperCase().replaceAll(/[ _-]/g, '')

/** Names that Java accepts besides the ones that follow from the constant. */
const aliases: Readonly<Record<string, string>> = {
  GREEKANDCOPTIC: 'GREEK',
  COMBININGDIACRITICALMARKSFORSYMBOLS: 'COMBININGMARKSFORSYMBOLS',
  CYRILLICSUPPLEMENT: 'CYRILLICSUPPLEMENTARY',
}

let blocks: ReadonlyMap<string, CharTest> | undefined

/** The block of a name, with or without spaces, underscores and hyphens. */
export function block(name: string): CharTest | undefined {
  blocks ??= new Map(
    blockTable
      .trim()
      .split('\n')
      .map((line) => {
        const [from, to, ...words] = line.split(' ')
        return [normal(words.join('')), range(Number.parseInt(from!, 16), Number.parseInt(to!, 16))]
      }),
  )
  const key = normal(name)
  return blocks.get(aliases[key] ?? key)
}
