import { describe, expect, test } from 'vitest'
import {
  fileFromDescriptor,
  fileToDescriptor,
  parseLinked,
  parseProto,
  printProto,
  protoIncompatibilities,
} from '../../../src/schemas/protobuf/index.ts'

const canonical = `syntax = "proto3";
package shop.orders;

import "google/protobuf/timestamp.proto";
import public "google/protobuf/wrappers.proto";

option java_package = "com.shop";

message Order {
  reserved 9, 12 to 15;
  reserved "old";

  option deprecated = true;

  int64 id = 1;
  optional string note = 2;
  repeated Item items = 3;
  map<string, int32> counts = 4 [deprecated = true];
  google.protobuf.Timestamp at = 5;
  repeated int32 packed = 8 [
    packed = false,
    (my.option) = "x"
  ];

  oneof payment {
    string card = 6;
    Cash cash = 7;
  }

  message Item {
    string name = 1;
  }
  message Cash {}
  enum State {
    OPEN = 0;
    DONE = -1;
  }
}
enum Colour {
  RED = 0;
}
`

describe('.proto files', () => {
  test('are printed as they were when they are in canonical form', () => {
    expect(printProto(parseProto(canonical))).toBe(canonical)
  })

  test('comments and layout do not count', () => {
    const loose = `// c\nsyntax='proto3';/* x */message A{string a=1;// y\n repeated B b = 2;message B{}}`
    expect(printProto(parseProto(loose))).toBe(
      'syntax = "proto3";\n\nmessage A {\n  string a = 1;\n  repeated B b = 2;\n\n  message B {}\n}\n',
    )
  })

  test('survive the way through a descriptor', () => {
    const linked = parseLinked(
      'syntax = "proto3"; package p; message A { optional int32 a = 1; map<string, A> m = 2; oneof o { E e = 3; } enum E { Z = 0; } }',
      new Map(),
    )
    const back = fileFromDescriptor(fileToDescriptor(linked.file, linked.types, 'a.proto'))
    expect(printProto(back)).toBe(
      'syntax = "proto3";\npackage p;\n\nmessage A {\n  optional int32 a = 1;\n  map<string, .p.A> m = 2;\n\n  oneof o {\n    .p.A.E e = 3;\n  }\n\n  enum E {\n    Z = 0;\n  }\n}\n',
    )
  })

  test.each([
    ['message A { string a = 1 }', "Syntax error in line 1: unexpected '}', expected ';'"],
    ['syntax = "proto3";\nmessage A { string a = x; }', "Syntax error in line 2: unexpected 'x'"],
    ['message A {', 'Syntax error: unexpected end of file'],
    ['massage A {}', "Syntax error in line 1: unexpected 'massage'"],
    ['message A { Gone a = 1; }', 'Field A.a: unknown type Gone'],
    ['message A { int32 a = 1; int32 b = 1; }', 'Field number 1 has already been used in "A" by field "a".'],
    ['import "gone.proto"; message A {}', 'Import gone.proto cannot be found among the references'],
  ])('%s is refused', (text, message) => {
    expect(() => parseLinked(text, new Map())).toThrow(message)
  })
})

describe('readers of the new file', () => {
  const types = (older: string, newer: string) => {
    const link = (body: string) => parseLinked(`syntax = "proto3"; package p; ${body}`, new Map())
    return protoIncompatibilities(link(older), link(newer)).map(({ type }) => type)
  }
  test.each([
    ['a field more', 'message A { int32 a = 1; }', 'message A { int32 a = 1; string b = 2; }', []],
    ['a field less', 'message A { int32 a = 1; string b = 2; }', 'message A { int32 a = 1; }', []],
    ['a field renamed', 'message A { int32 a = 1; }', 'message A { int32 z = 1; }', []],
    ['int32 to int64', 'message A { int32 a = 1; }', 'message A { int64 a = 1; }', []],
    ['string to bytes', 'message A { string a = 1; }', 'message A { bytes a = 1; }', []],
    ['int32 to string', 'message A { int32 a = 1; }', 'message A { string a = 1; }', ['FIELD_SCALAR_KIND_CHANGED']],
    ['int32 to sint32', 'message A { int32 a = 1; }', 'message A { sint32 a = 1; }', ['FIELD_SCALAR_KIND_CHANGED']],
    [
      'a scalar to a message',
      'message B {} message A { int32 a = 1; }',
      'message B {} message A { B a = 1; }',
      ['FIELD_KIND_CHANGED'],
    ],
    [
      'a number to a list',
      'message A { int32 a = 1; }',
      'message A { repeated int32 a = 1; }',
      ['FIELD_NUMERIC_LABEL_CHANGED'],
    ],
    ['a message less', 'message A {} message B {}', 'message A {}', ['MESSAGE_REMOVED']],
    [
      'another message type',
      'message B {} message C {} message A { B a = 1; }',
      'message B {} message C {} message A { C a = 1; }',
      ['FIELD_NAMED_TYPE_CHANGED'],
    ],
    ['one field into a new oneof', 'message A { int32 a = 1; }', 'message A { oneof o { int32 a = 1; } }', []],
    [
      'two fields into a oneof',
      'message A { int32 a = 1; int32 b = 2; }',
      'message A { oneof o { int32 a = 1; int32 b = 2; } }',
      ['MULTIPLE_FIELDS_MOVED_TO_ONEOF'],
    ],
    [
      'a field less in a oneof',
      'message A { oneof o { int32 a = 1; int32 b = 2; } }',
      'message A { oneof o { int32 a = 1; } }',
      ['ONEOF_FIELD_REMOVED'],
    ],
  ])('%s', (_name, older, newer, expected) => {
    expect(types(older, newer)).toEqual(expected)
  })

  test('another package', () => {
    const link = (name: string) => parseLinked(`package ${name}; message A {}`, new Map())
    expect(protoIncompatibilities(link('a'), link('b')).map(({ type }) => type)).toEqual(['PACKAGE_CHANGED'])
  })
})
