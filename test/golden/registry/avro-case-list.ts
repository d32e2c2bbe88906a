/** Prints the cases for `AvroGolden.java`, one JSON object a line. */
type Json = Record<string, unknown>
const configs: readonly Json[] = [
  {},
  { 'connect.meta.data': 'false' },
  { 'enhanced.avro.schema.support': 'true' },
  { 'enhanced.avro.schema.support': 'true', 'connect.meta.data': 'false' },
]
const opt = (schema: Json): Json => ({ ...schema, optional: true })
const struct = (name: string | null, fields: Json, more: Json = {}): Json => ({
  type: 'struct',
  ...(name === null ? {} : { name }),
  fields: Object.entries(fields).map(([field, schema]) => ({ name: field, schema })),
  ...more,
})
const i32 = { type: 'int32' }
const str = { type: 'string' }
const decimal = (scale: string, more: Json = {}) => ({
  type: 'bytes',
  name: 'org.apache.kafka.connect.data.Decimal',
  version: 1,
  parameters: { scale, ...more },
})
const logical = (type: string, name: string, more: Json = {}) => ({
  type,
  name: `org.apache.kafka.connect.data.${name}`,
  version: 1,
  ...more,
})
const enumParameters = {
  'io.confluent.connect.avro.Enum': 'a.Color',
  'io.confluent.connect.avro.Enum.RED': 'RED',
  'io.confluent.connect.avro.Enum.BLUE': 'BLUE',
}
const color = { type: 'string', name: 'a.Color', parameters: enumParameters }
const X = struct('a.X', { x: i32 })
const union = (more: Json = {}) =>
  struct('io.confluent.connect.avro.Union', { int: opt(i32), string: opt(str), X: opt(X) }, more)
const fixed = { type: 'bytes', name: 'a.F4', parameters: { 'connect.fixed.size': '4' } }

const from: readonly (readonly [Json | null, unknown])[] = [
  [{ type: 'int8' }, { i8: -128 }],
  [{ type: 'int16' }, { i16: 32767 }],
  [i32, { i32: -2147483648 }],
  [{ type: 'int64' }, { i64: '9223372036854775807' }],
  [{ type: 'int64' }, { i64: '-9223372036854775808' }],
  [{ type: 'int64' }, { i64: '4503599627370496' }],
  [{ type: 'int64' }, { i64: '-4503599627370497' }],
  [{ type: 'int64' }, { i64: '9007199254740993' }],
  [{ type: 'float32' }, { f32: 1.5 }],
  [{ type: 'float32' }, { f32: 'NaN' }],
  [{ type: 'float64' }, { f64: '-Infinity' }],
  [{ type: 'float64' }, { f64: '-0' }],
  [str, 'grüße 🚀'],
  [str, 'x'.repeat(63)],
  [str, 'x'.repeat(64)],
  [str, ''],
  [{ type: 'bytes' }, { bytes: '' }],
  [opt({ type: 'bytes' }), { bytes: 'AQI=' }],
  [opt({ type: 'bytes' }), null],
  [opt(i32), null],
  [i32, null],
  [{ ...i32, default: { i32: 7 } }, null],
  [opt({ ...i32, default: { i32: 7 } }), null],
  [opt({ ...i32, default: { i32: 7 } }), { i32: 8 }],
  [i32, 'text'],
  [i32, { i64: '1' }],
  [{ type: 'int64' }, { i32: 1 }],
  [str, { i32: 1 }],
  [{ type: 'boolean' }, 'true'],
  [{ type: 'float64' }, { f32: 1 }],
  [{ type: 'int8', name: 'n.Small', version: 2, doc: 'd', parameters: { p: 'q' }, default: { i8: 3 } }, { i8: 1 }],
  [{ type: 'float32', default: { f32: 0.1 } }, { f32: 1 }],
  [{ type: 'float64', default: { f64: 10000000 } }, { f64: 1 }],
  [{ type: 'float64', default: { f64: 'NaN' } }, { f64: 1 }],
  [{ type: 'int64', default: { i64: '9007199254740993' } }, { i64: '1' }],
  [{ type: 'bytes', default: { bytes: 'AP9/' } }, { bytes: 'AQ==' }],
  [{ type: 'boolean', default: true }, false],
  [{ type: 'array', valueSchema: i32, default: { list: [{ i32: 1 }] } }, { list: [] }],
  [{ type: 'map', keySchema: str, valueSchema: i32, default: { map: [['a', { i32: 1 }]] } }, { map: [] }],
  [{ type: 'map', keySchema: i32, valueSchema: i32, default: { map: [[{ i32: 1 }, { i32: 2 }]] } }, { map: [] }],
  [decimal('2'), { decimal: { unscaled: '-12345', scale: 2 } }],
  [decimal('2'), { decimal: { unscaled: '1', scale: 3 } }],
  [decimal('2', { 'connect.decimal.precision': '9' }), { decimal: { unscaled: '128', scale: 2 } }],
  [decimal('12', { 'connect.decimal.precision': '9' }), { decimal: { unscaled: '128', scale: 12 } }],
  [decimal('-2'), { decimal: { unscaled: '128', scale: -2 } }],
  [decimal('70'), { decimal: { unscaled: '5', scale: 70 } }],
  [opt(decimal('1')), { decimal: { unscaled: '-128', scale: 1 } }],
  [decimal('1'), { i32: 5 }],
  [{ ...decimal('1'), default: { decimal: { unscaled: '15', scale: 1 } } }, { decimal: { unscaled: '25', scale: 1 } }],
  [logical('int32', 'Date'), { date: '-86400000' }],
  [logical('int32', 'Date'), { date: '1' }],
  [logical('int32', 'Date'), { i32: 3 }],
  [logical('int32', 'Time'), { date: '86399999' }],
  [logical('int32', 'Time'), { date: '86400001' }],
  [logical('int64', 'Timestamp'), { date: '-1' }],
  [logical('int64', 'Timestamp', { optional: true, default: { date: '5' } }), { date: '1700000000123' }],
  [logical('int64', 'Timestamp'), { i64: '1' }],
  [{ type: 'array', valueSchema: opt(str) }, { list: ['a', null] }],
  [opt({ type: 'array', valueSchema: str }), { list: ['a'] }],
  [{ type: 'array', valueSchema: str, name: 'n.List', version: 3 }, { list: ['a'] }],
  [{ type: 'array', valueSchema: str }, 'no list'],
  [{ type: 'map', keySchema: str, valueSchema: opt(i32) }, { map: [['k', null]] }],
  [
    { type: 'map', keySchema: str, valueSchema: i32 },
    {
      map: [
        ['zebra', { i32: 1 }],
        ['apple', { i32: 2 }],
        ['Aa', { i32: 3 }],
        ['BB', { i32: 4 }],
      ],
    },
  ],
  [opt({ type: 'map', keySchema: str, valueSchema: i32 }), { map: [['a', { i32: 1 }]] }],
  [{ type: 'map', keySchema: i32, valueSchema: opt(str) }, { map: [[{ i32: 2 }, null]] }],
  [opt({ type: 'map', keySchema: i32, valueSchema: str }), { map: [[{ i32: 2 }, 'b']] }],
  [opt({ type: 'map', keySchema: i32, valueSchema: str }), null],
  [{ type: 'map', name: 'my.Entries', keySchema: i32, valueSchema: str }, { map: [[{ i32: 2 }, 'b']] }],
  [{ type: 'map', name: 'Entries', keySchema: X, valueSchema: str }, { map: [[{ struct: { x: { i32: 1 } } }, 'b']] }],
  [struct('R', { a: i32, b: opt(str) }), { struct: { a: { i32: 1 }, b: null } }],
  [struct('a.b.R', { a: { ...i32, default: { i32: 5 } } }), { struct: {} }],
  [struct('a.b.R', { a: opt({ ...i32, default: { i32: 5 } }) }), { struct: { a: null } }],
  [struct('a.b.R', { a: opt({ ...i32, default: { i32: 5 } }) }), { struct: { a: { i32: 6 } } }],
  [struct(null, { a: i32 }), { struct: { a: { i32: 1 } } }],
  [
    struct(null, { a: struct(null, { b: struct(null, { c: i32 }) }) }),
    { struct: { a: { struct: { b: { struct: { c: { i32: 1 } } } } } } },
  ],
  [
    struct(null, { a: opt(struct(null, { b: i32 })), c: opt(struct(null, { b: i32 })) }),
    { struct: { a: { struct: { b: { i32: 1 } } }, c: null } },
  ],
  [
    struct('R', { a: opt(X), b: X, c: opt(X) }),
    { struct: { a: { struct: { x: { i32: 1 } } }, b: { struct: { x: { i32: 2 } } }, c: null } },
  ],
  [
    struct('R', { a: X, b: struct('a.X', { y: str }) }),
    { struct: { a: { struct: { x: { i32: 1 } } }, b: { struct: { y: 'q' } } } },
  ],
  [struct('R', { 'abc-def': i32 }), { struct: { 'abc-def': { i32: 1 } } }],
  [struct('1R', { a: i32 }), { struct: { a: { i32: 1 } } }],
  [
    struct('n.R', { a: i32 }, { version: 4, doc: 'dd', parameters: { p: '1', 'avro.x': 'y' } }),
    { struct: { a: { i32: 1 } } },
  ],
  [
    struct(
      'n.R',
      { a: i32 },
      {
        parameters: { 'io.confluent.connect.avro.record.doc': 'rd', 'io.confluent.connect.avro.field.doc.a': 'fd' },
      },
    ),
    { struct: { a: { i32: 1 } } },
  ],
  [
    struct('n.R', {
      a: { ...i32, default: { i32: 1 }, parameters: { 'io.confluent.connect.avro.field.default': 'true' } },
    }),
    { struct: { a: { i32: 1 } } },
  ],
  [
    struct('n.R', { a: opt({ ...decimal('2') }), b: logical('int64', 'Timestamp', { optional: true }) }),
    { struct: { a: null, b: { date: '3' } } },
  ],
  [struct('n.R', { a: { ...decimal('2'), default: { decimal: { unscaled: '100', scale: 2 } } } }), { struct: {} }],
  [
    struct('n.R', {
      m: { type: 'map', keySchema: i32, valueSchema: X },
      n: { type: 'map', keySchema: i32, valueSchema: X },
    }),
    { struct: { m: { map: [] }, n: { map: [[{ i32: 1 }, { struct: { x: { i32: 1 } } }]] } } },
  ],
  [
    struct('n.R', { l: { type: 'array', valueSchema: X, optional: true, default: { list: [] } } }),
    { struct: { l: null } },
  ],
  [color, 'RED'],
  [color, 'GREEN'],
  [opt(color), 'BLUE'],
  [opt(color), null],
  [struct('n.R', { c: { ...color, default: 'RED' }, d: opt(color) }), { struct: { c: 'BLUE', d: 'RED' } }],
  [
    {
      ...color,
      parameters: {
        ...enumParameters,
        'io.confluent.connect.avro.enum.doc.Color': 'ed',
        'io.confluent.connect.avro.enum.default.Color': 'BLUE',
      },
    },
    'RED',
  ],
  [union(), { struct: { string: 's' } }],
  [union(), { struct: { X: { struct: { x: { i32: 1 } } } } }],
  [union(), { struct: {} }],
  [union({ optional: true }), { struct: { int: { i32: 4 } } }],
  [union({ optional: true }), null],
  [
    struct('n.R', { u: union(), v: union({ optional: true }) }),
    { struct: { u: { struct: { int: { i32: 1 } } }, v: null } },
  ],
  [fixed, { bytes: 'AAECAw==' }],
  [fixed, { bytes: 'AAEC' }],
  [opt(fixed), { bytes: 'AAECAw==' }],
  [struct('n.R', { f: fixed, g: opt(fixed) }), { struct: { f: { bytes: 'AAECAw==' }, g: { bytes: 'AAECAw==' } } }],
  [null, null],
  [null, true],
  [null, { i8: 1 }],
  [null, { i16: 2 }],
  [null, { i64: '3' }],
  [null, { f32: 1.5 }],
  [null, { f64: 2 }],
  [null, { bytes: 'AA==' }],
  [null, { decimal: { unscaled: '1', scale: 0 } }],
  [null, { date: '1' }],
  [null, { list: [{ i32: 1 }, 'a', null] }],
  [
    null,
    {
      map: [
        ['zebra', { i32: 1 }],
        ['apple', null],
      ],
    },
  ],
  [null, { map: [[{ i32: 1 }, { list: [] }]] }],
]

const rec = (fields: readonly Json[], more: Json = {}): Json => ({
  type: 'record',
  name: 'R',
  namespace: 'n.s',
  fields,
  ...more,
})
const A = rec([{ name: 'x', type: 'int' }], { name: 'A' })
const E = { type: 'enum', name: 'E', namespace: 'n.s', symbols: ['P', 'Q'] }
const F = { type: 'fixed', name: 'F', namespace: 'n.s', size: 2 }
const entry = (key: unknown, value: unknown) => ({
  type: 'array',
  items: {
    type: 'record',
    name: 'MapEntry',
    namespace: 'io.confluent.connect.avro',
    fields: [
      { name: 'key', type: key },
      { name: 'value', type: value },
    ],
  },
})

const to: readonly (readonly [unknown, unknown])[] = [
  ['int', 1],
  ['long', 9007199254740991],
  ['double', 1.5],
  ['boolean', true],
  ['string', 'x'],
  ['bytes', '\u0000ÿ'],
  [['null', 'string'], null],
  [['null', 'string'], { string: 'a' }],
  [['string', 'null'], { string: 'a' }],
  [['int', 'string'], { string: 'a' }],
  [['null', 'bytes', F], { 'n.s.F': 'ab' }],
  [['bytes', F], { 'n.s.F': 'ab' }],
  [[F, 'bytes'], { bytes: 'ab' }],
  [['string', E], { 'n.s.E': 'Q' }],
  [['string', E], { string: 'Q' }],
  [[E, A], { 'n.s.A': { x: 3 } }],
  [['null', { type: 'int', 'connect.type': 'int8' }, 'string'], { int: 3 }],
  [['null', entry('int', 'string'), 'string'], { array: [{ key: 1, value: 'v' }] }],
  [['null', { type: 'map', values: 'int' }, { type: 'array', items: 'int' }], { map: { a: 1 } }],
  [[A, { ...A, namespace: 'other' }], { 'other.A': { x: 3 } }],
  [E, 'P'],
  [{ ...E, doc: 'ed', default: 'P' }, 'Q'],
  [F, 'ab'],
  [{ ...F, logicalType: 'decimal', precision: 4, scale: 1 }, 'ab'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 4, scale: 1 }, '\u0000ÿ'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 4 }, '\u0001'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 64, scale: 1 }, '\u0001'],
  [{ type: 'int', logicalType: 'date' }, -1],
  [{ type: 'int', logicalType: 'time-millis' }, 5],
  [{ type: 'int', logicalType: 'time-millis' }, 86400001],
  [{ type: 'long', logicalType: 'time-micros' }, 5],
  [{ type: 'long', logicalType: 'timestamp-millis' }, 5],
  [{ type: 'long', logicalType: 'timestamp-micros' }, 5],
  [{ type: 'long', logicalType: 'local-timestamp-millis' }, 5],
  [{ type: 'string', logicalType: 'uuid' }, '6f1d2cb2-4f1b-4b5c-9a7c-0f8e6b1f0c11'],
  [{ type: 'int', 'connect.type': 'int16' }, 70000],
  [{ type: 'int', 'connect.type': 'nonsense' }, 7],
  [
    {
      type: 'int',
      'connect.version': 3,
      'connect.name': 'my.Int',
      'connect.doc': 'd',
      'connect.parameters': { a: 'b' },
    },
    7,
  ],
  [{ type: 'int', 'connect.version': 'x' }, 7],
  [{ type: 'int', 'connect.name': 5 }, 7],
  [{ type: 'int', 'connect.parameters': 5 }, 7],
  [{ type: 'int', 'connect.parameters': { a: 5 } }, 7],
  [{ type: 'int', logicalType: 'date', 'connect.version': 2 }, 7],
  [{ type: 'int', logicalType: 'date', 'connect.name': 'other' }, 7],
  [{ type: 'int', 'connect.name': 'org.apache.kafka.connect.data.Date' }, 7],
  [{ type: 'int', 'connect.default': 9 }, 7],
  [{ type: 'int', 'connect.default': 'nine' }, 7],
  [{ type: 'long', 'connect.default': 9 }, 7],
  [{ type: 'double', 'connect.default': 9 }, 7],
  [{ type: 'string', 'connect.default': 9 }, 'x'],
  [{ type: 'boolean', 'connect.default': 'true' }, false],
  [{ type: 'bytes', 'connect.default': 'ÿ' }, 'x'],
  [{ type: 'int', logicalType: 'date', 'connect.default': 1 }, 7],
  [{ type: 'bytes', logicalType: 'decimal', precision: 4, scale: 1, 'connect.default': '\u000f' }, '\u0001'],
  [{ type: 'array', items: 'int', 'connect.default': [1] }, [2]],
  [{ type: 'array', items: 'int', 'connect.default': 5 }, [2]],
  [{ type: 'map', values: 'int', 'connect.default': { a: 1 } }, { b: 2 }],
  [{ ...A, 'connect.default': { x: 9 } }, { x: 1 }],
  [{ type: 'int', avroNote: 'kept', 'avro.java.string': 'String' }, 7],
  [{ type: 'string', 'avro.java.string': 'String' }, 'x'],
  [rec([{ name: 'a', type: 'int', default: 5 }]), { a: 1 }],
  [rec([{ name: 'a', type: 'long', default: 5 }]), { a: 1 }],
  [rec([{ name: 'a', type: 'float', default: 5 }]), { a: 1 }],
  [rec([{ name: 'a', type: 'double', default: 5.5 }]), { a: 1 }],
  [rec([{ name: 'a', type: 'string', default: 's' }]), { a: 'x' }],
  [rec([{ name: 'a', type: 'bytes', default: 'ÿ' }]), { a: 'x' }],
  [rec([{ name: 'a', type: F, default: 'ab' }]), { a: 'xy' }],
  [rec([{ name: 'a', type: E, default: 'P' }]), { a: 'Q' }],
  [rec([{ name: 'a', type: 'boolean', default: true }]), { a: false }],
  [rec([{ name: 'a', type: { type: 'int', logicalType: 'date' }, default: 3 }]), { a: 1 }],
  [
    rec([{ name: 'a', type: { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 1 }, default: '\u0001' }]),
    { a: '\u0002' },
  ],
  [rec([{ name: 'a', type: { type: 'array', items: 'int' }, default: [1] }]), { a: [] }],
  [rec([{ name: 'a', type: { type: 'map', values: 'int' }, default: { k: 1 } }]), { a: {} }],
  [rec([{ name: 'a', type: A, default: { x: 1 } }]), { a: { x: 2 } }],
  [
    rec([{ name: 'a', type: rec([{ name: 'x', type: 'int', default: 4 }], { name: 'A' }), default: {} }]),
    { a: { x: 2 } },
  ],
  [rec([{ name: 'a', type: ['null', 'int'], default: null }]), { a: null }],
  [rec([{ name: 'a', type: ['null', 'int'] }]), { a: { int: 1 } }],
  [rec([{ name: 'a', type: ['int', 'null'], default: 5 }]), { a: { int: 1 } }],
  [rec([{ name: 'a', type: ['null', 'int', 'string'], default: null }]), { a: null }],
  [rec([{ name: 'a', type: ['int', 'string'], default: 5 }]), { a: { int: 1 } }],
  [rec([{ name: 'a', type: ['string'], default: 'x' }]), { a: { string: 'y' } }],
  [rec([{ name: 'a', type: { type: 'int', 'connect.default': 2 }, default: 5 }]), { a: 1 }],
  [rec([{ name: 'a', type: 'int', doc: 'fd', prop: 'x' }], { doc: 'rd', aliases: ['Old'] }), { a: 1 }],
  [
    rec([
      { name: 'a', type: A },
      { name: 'b', type: 'n.s.A' },
      { name: 'c', type: ['null', 'A'] },
    ]),
    { a: { x: 1 }, b: { x: 2 }, c: { 'n.s.A': { x: 3 } } },
  ],
  [
    rec([
      { name: 'v', type: 'int' },
      { name: 'next', type: ['null', 'R'] },
    ]),
    { v: 1, next: { 'n.s.R': { v: 2, next: null } } },
  ],
  [
    rec([
      { name: 'v', type: 'int' },
      { name: 'kids', type: { type: 'array', items: 'R' } },
    ]),
    { v: 1, kids: [{ v: 2, kids: [] }] },
  ],
  [rec([{ name: 'a', type: 'int' }], { name: 'ConnectDefault', namespace: 'io.confluent.connect.avro' }), { a: 1 }],
  [rec([{ name: 'a', type: 'int' }], { name: 'ConnectDefault2', namespace: 'io.confluent.connect.avro' }), { a: 1 }],
  [rec([{ name: 'a', type: 'int' }], { 'connect.name': 'other.Name', 'connect.version': 7 }), { a: 1 }],
  [entry('int', 'string'), [{ key: 2, value: 'b' }]],
  [entry(['null', 'string'], ['null', 'int']), [{ key: null, value: { int: 3 } }]],
  [
    {
      type: 'array',
      items: {
        type: 'record',
        name: 'Mine',
        namespace: 'm',
        'connect.internal.type': 'MapEntry',
        fields: [
          { name: 'key', type: 'int' },
          { name: 'value', type: 'string' },
        ],
      },
    },
    [{ key: 2, value: 'b' }],
  ],
  [
    {
      type: 'array',
      items: {
        type: 'record',
        name: 'MapEntry',
        namespace: 'io.confluent.connect.avro',
        fields: [{ name: 'k', type: 'int' }],
      },
    },
    [{ k: 2 }],
  ],
  [
    { type: 'map', values: ['null', A] },
    { a: { 'n.s.A': { x: 1 } }, b: null },
  ],
  ['null', null],
]

const print = (value: unknown): string => JSON.stringify(value)

let number = 0
for (const config of configs) {
  for (const [schema, value] of from)
    console.log(print({ id: `from/${++number}`, op: 'avroFrom', config, schema, value }))
  for (const [avroSchema, avroJson] of to)
    console.log(print({ id: `to/${++number}`, op: 'avroTo', config, avroSchema, avroJson }))
}
