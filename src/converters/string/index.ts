import { type Converter, defineConverter } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { javaToString, type Schema, Schemas } from '../../data/index.ts'
import { converterTypeKey } from '../converter-type.ts'
import { type Charset, charsetOf } from './charset.ts'

const config = new ConfigDef({
  'converter.type': converterTypeKey,
  'converter.encoding': {
    type: 'STRING',
    default: 'UTF-8',
    importance: 'HIGH',
    doc: 'Character set of the bytes, by its Java name.',
    width: 'MEDIUM',
    displayName: 'Encoding',
  },
})

class StringConverter implements Converter {
  readonly #charset: Charset

  constructor(charset: Charset) {
    this.#charset = charset
  }

  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    return value === null || value === undefined ? null : this.#charset.encode(javaToString(value, schema))
  }

  toConnectData(_topic: string, bytes: Uint8Array | null) {
    return { schema: Schemas.OPTIONAL_STRING, value: bytes === null ? null : this.#charset.decode(bytes) }
  }
}

/** `org.apache.kafka.connect.storage.StringConverter`: the text of any value, as Java's toString gives it; reads optional strings. */
export const string = defineConverter({
  name: 'string',
  classes: ['org.apache.kafka.connect.storage.StringConverter'],
  summary: 'Text: writes any value as its string, reads strings.',
  config,
  header: true,
  examples: [{ title: 'UTF-8 text', given: { value: 'Grüße', valueSchema: 'string' }, config: {} }],
  wire: () => ({ writes: 'text', reads: () => Schemas.OPTIONAL_STRING }),
  create: (parsed) => new StringConverter(charsetOf(parsed['converter.encoding'])),
})
