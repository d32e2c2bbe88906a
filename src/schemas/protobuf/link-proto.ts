import { parseProto } from './parse-proto.ts'
import type { ProtoFile } from './proto-file.ts'
import { ProtoParseError } from './proto-tokens.ts'
import { ProtoTypes } from './proto-types.ts'
import { wellKnownFile } from './well-known.ts'

/** A file with everything it imports. */
export interface LinkedProto {
  readonly file: ProtoFile
  readonly types: ProtoTypes
}

/** Finds imports among `references` (import path to text) and the well-known files. Throws ProtoParseError for what is missing. */
export function linkProto(file: ProtoFile, references: ReadonlyMap<string, ProtoFile>): LinkedProto {
  const files = new Map<string, ProtoFile>()
  const visit = (current: ProtoFile): void => {
    for (const { path, kind } of current.imports) {
      if (files.has(path)) continue
      const found = references.get(path) ?? wellKnownFile(path)
      if (found === undefined) {
        if (kind === 'weak') continue
        throw new ProtoParseError(`Import ${path} cannot be found among the references`)
      }
      files.set(path, found)
      visit(found)
    }
  }
  visit(file)
  const types = new ProtoTypes([...files.values(), file])
  types.assertResolved(file)
  return { file, types }
}

/** Parses and links a text. `references`: import path to text. */
export function parseLinked(text: string, references: ReadonlyMap<string, string>): LinkedProto {
  const parsed = new Map([...references].map(([path, reference]) => [path, parseProto(reference)]))
  return linkProto(parseProto(text), parsed)
}
