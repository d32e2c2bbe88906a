import { describe, expect, it } from 'vitest'
import { ConfigDef, nonDuplicateList, oneOf, Password, range } from '../../../src/config/index.ts'

const definition = new ConfigDef({
  mode: { type: 'STRING', default: 'a', validator: oneOf('a', 'b'), importance: 'HIGH', doc: '', dependents: ['size'] },
  size: {
    type: 'INT',
    default: 1,
    validator: range(1, 9),
    importance: 'LOW',
    doc: '',
    recommender: { validValues: () => [1, 2], visible: (_, { mode }) => mode === 'b' },
  },
  names: {
    type: 'LIST',
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
    importance: 'LOW',
    doc: '',
  },
  secret: { type: 'PASSWORD', default: null, importance: 'LOW', doc: '' },
})

const errorsOf = (props: Record<string, unknown>) =>
  Object.fromEntries(definition.validate(props).map(({ name, errorMessages }) => [name, errorMessages]))

describe('ConfigDef', () => {
  it('parses with defaults and removes repeated list elements', () => {
    const parsed = definition.parse({ names: ' x , y,x', size: ' 7 ', secret: 'pw' })
    expect(parsed).toMatchObject({ mode: 'a', size: 7, names: ['x', 'y'] })
    expect(parsed.secret).toBeInstanceOf(Password)
    expect(JSON.stringify(parsed)).not.toContain('pw')
  })

  it('stops at the first error when it parses and collects all when it validates', () => {
    expect(() => definition.parse({ mode: 'c', size: 'x' })).toThrow(
      'Invalid value c for configuration mode: String must be one of: a, b',
    )
    expect(errorsOf({ mode: 'c', size: 'x', names: 'a,a' })).toEqual({
      mode: ['Invalid value c for configuration mode: String must be one of: a, b'],
      size: [
        'Invalid value x for configuration size: Not a number of type INT',
        'Invalid value null for configuration size: Value must be non-null',
      ],
      names: ["Configuration 'names' values must not be duplicated."],
      secret: [],
    })
  })

  it('asks recommenders with the parsed values', () => {
    const size = (mode: string) => definition.validate({ mode, names: 'x' }).find(({ name }) => name === 'size')
    expect(size('a')).toMatchObject({ visible: false, recommendedValues: [1, 2] })
    expect(size('b')).toMatchObject({ visible: true })
  })
})
