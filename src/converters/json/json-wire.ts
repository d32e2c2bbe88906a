import type { WireFormat } from '../../api/index.ts'
import { DataException } from '../../errors/index.ts'

const ENVELOPE = 'JSON with schemas'
const PLAIN = 'JSON without schemas'

/** Both settings of `schemas.enable`: the reader's must fit the writer's, except that plain JSON reads an envelope as a map of its two parts. */
export function jsonWire(schemasEnable: boolean, hasSchemaContent: boolean): WireFormat {
  return {
    writes: schemasEnable ? ENVELOPE : PLAIN,
    reads(format, schema) {
      if (format !== ENVELOPE && format !== PLAIN) return undefined
      if (!schemasEnable) return null
      if (hasSchemaContent) return undefined
      if (format === ENVELOPE) return schema
      throw new DataException('JsonConverter with schemas.enable requires "schema" and "payload" fields')
    },
  }
}
