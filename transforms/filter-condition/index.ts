import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { JsonPath, operatingOn } from '../../src/api/transform-kit/index.ts'
import { ConfigDef, oneOf, validator } from '../../src/config/index.ts'
import { ConfigException, DataException } from '../../src/errors/index.ts'

const jsonPath = validator((name, value) => {
  try {
    new JsonPath(String(value))
  } catch (error) {
    throw new ConfigException(`Invalid value ${value} for configuration ${name}: ${(error as Error).message}`)
  }
}, 'a JSON path')

const config = new ConfigDef({
  'filter.condition': {
    type: 'STRING',
    validator: jsonPath,
    importance: 'HIGH',
    doc: 'JSON path with a condition, such as `$.key[?(@.nested == "a")]`. A record matches when the path finds something.',
  },
  'filter.type': {
    type: 'STRING',
    validator: oneOf('include', 'exclude'),
    importance: 'HIGH',
    doc: '`include` keeps the records that match, `exclude` drops them.',
  },
  'missing.or.null.behavior': {
    type: 'STRING',
    default: 'fail',
    validator: oneOf('fail', 'include', 'exclude'),
    importance: 'MEDIUM',
    doc: 'What becomes of records in which a field that leads to the condition is missing or null: an error, kept, or dropped.',
  },
})

export const filterCondition = defineTransformation({
  name: 'filter-condition',
  variants: 'io.confluent.connect.transforms.Filter',
  summary: 'Keeps or drops records by a condition on their content.',
  config,
  examples: [
    {
      title: 'Keep large orders.',
      given: { value: { id: 7, total: 1200 }, valueSchema: { id: 'int32', total: 'int32' } },
      config: { 'filter.condition': '$[?(@.total > 1000)]', 'filter.type': 'include' },
    },
  ],
  create(settings, { variant }): Transformation {
    const path = new JsonPath(settings['filter.condition'])
    const operating = operatingOn(variant)
    const onMissing = settings['missing.or.null.behavior']
    const keepsMatches = settings['filter.type'] === 'include'
    return {
      apply(record) {
        const { nodes, isMissing } = path.evaluate(operating.value(record))
        if (isMissing || operating.value(record) === null) {
          if (onMissing === 'fail')
            throw new DataException(
              `A field of the condition ${settings['filter.condition']} is missing or null in the ${variant} of the record`,
            )
          return onMissing === 'include' ? record : null
        }
        return nodes.length > 0 === keepsMatches ? record : null
      },
    }
  },
  shape: (input) => input,
})
