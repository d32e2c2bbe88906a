import { defineHeaderConverter, type HeaderConverter, type SchemaAndValue } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { type Schema, Schemas, Values } from '../../data/index.ts'
import { decodeUtf8, encodeUtf8, nullPointer } from '../../java/index.ts'

/** The text of header values; reading guesses the type from the text (S19.15). */
class SimpleHeaderConverter implements HeaderConverter {
  fromConnectHeader(_topic: string, _name: string, schema: Schema | null, value: unknown): Uint8Array | null {
    return value === null || value === undefined ? null : encodeUtf8(Values.valueToText(value, schema))
  }

  toConnectHeader(_topic: string, _name: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return { schema: null, value: null }
    const text = decodeUtf8(bytes)
    if (text === '') return { schema: Schemas.STRING, value: text }
    // Java's parser gives no answer at all for this text, and whoever asked fails on that.
    if (text === 'null') throw nullPointer('The header value is the text "null", which has no type')
    try {
      return Values.parseString(text)
    } catch {
      return { schema: Schemas.BYTES, value: bytes }
    }
  }
}

/** `org.apache.kafka.connect.storage.SimpleHeaderConverter`: the default for headers. */
export const simpleHeader = defineHeaderConverter({
  name: 'simple-header',
  classes: ['org.apache.kafka.connect.storage.SimpleHeaderConverter'],
  summary: 'Header values as text, read back by guessing their type.',
  config: new ConfigDef({}),
  examples: [{ title: 'The default of a worker', config: {} }],
  create: () => new SimpleHeaderConverter(),
})
