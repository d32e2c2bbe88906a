import {
  atLeast,
  between,
  ConfigDef,
  type ConfigKey,
  caseInsensitiveOneOf,
  listOf,
  nonDuplicateList,
  nonEmptyString,
  nonEmptyStringWithoutControlChars,
  nonNull,
  oneOf,
} from '../../src/config/index.ts'

const key = (key: Omit<ConfigKey, 'importance' | 'doc'>): ConfigKey => ({ ...key, importance: 'MEDIUM', doc: '' })

/** `golden.Zoo`: every type of ConfigDef and every stock validator, as the golden cases use it. */
export const zoo = new ConfigDef({
  'req.string': key({ type: 'STRING' }),
  'opt.string': key({ type: 'STRING', default: 'dflt', dependents: ['dep.int'] }),
  'dep.int': key({
    type: 'INT',
    default: 5,
    validator: between(1, 10),
    recommender: {
      validValues: () => [1, 2, 3],
      visible: (_, parsed) => parsed['opt.string'] !== 'hide',
    },
  }),
  short: key({ type: 'SHORT', default: 1 }),
  long: key({ type: 'LONG', default: 1, validator: atLeast(0) }),
  double: key({ type: 'DOUBLE', default: 0.5, validator: between(0, 1) }),
  bool: key({ type: 'BOOLEAN', default: true }),
  list: key({ type: 'LIST', default: ['a', 'b'], validator: listOf(['a', 'b', 'c']) }),
  'list.nodup': key({
    type: 'LIST',
    default: [],
    validator: nonDuplicateList({ mayBeEmpty: true, mayBeNull: false }),
  }),
  'list.nonempty': key({
    type: 'LIST',
    default: ['x'],
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
  }),
  class: key({ type: 'CLASS', default: null }),
  password: key({ type: 'PASSWORD', default: null }),
  enum: key({ type: 'STRING', default: 'one', validator: oneOf('one', 'two') }),
  'enum.ci': key({ type: 'STRING', default: 'one', validator: caseInsensitiveOneOf('one', 'two') }),
  nonempty: key({ type: 'STRING', default: 'x', validator: nonEmptyString }),
  nonnull: key({ type: 'STRING', default: 'x', validator: nonNull }),
  noctl: key({ type: 'STRING', default: 'x', validator: nonEmptyStringWithoutControlChars }),
})
