import type { Position } from '../../errors/index.ts'
import type { Part } from '../file-model.ts'
import { parentOf } from '../pointer.ts'
import type { SourceText } from '../source-text.ts'

export type Places = ReadonlyMap<string, { readonly position: Position; readonly source: SourceText }>

/** Where a part of a typed pipeline stands: at the builder call that made it. undefined when no call is known. */
export function locateInSource(pointer: string, part: Part, places: Places): Position | undefined {
  void part
  for (let at = pointer; ; at = parentOf(at)) {
    const place = places.get(at)
    if (place) return place.position
    if (at === '') return undefined
  }
}
