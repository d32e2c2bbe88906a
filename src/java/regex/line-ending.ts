import { single, VERTICAL_SPACE } from './char-tests.ts'
import type { Node } from './node.ts'

/** `\R`: `\r\n`, or one character that ends a line. */
export const lineEnding: Node = {
  kind: 'alternatives',
  branches: [
    {
      kind: 'sequence',
      items: [
        { kind: 'char', test: single(13) },
        { kind: 'char', test: single(10) },
      ],
    },
    { kind: 'char', test: VERTICAL_SPACE },
  ],
}
