import { defineTransformation } from '../../../../src/api/index.ts'
import { ConfigDef } from '../../../../src/config/index.ts'
import { RetriableException } from '../../../../src/errors/index.ts'
import { Catalogue } from '../../../../src/plugins/index.ts'
import { catalogue as fixtures } from '../fixtures/catalogue.ts'

/** Refuses one value, retriably, as often as `times` says; then lets it pass. */
const flakyValue = defineTransformation({
  name: 'flaky-value',
  classes: ['test.FlakyValue'],
  summary: 'Throws for one value for a while.',
  version: '2.0.0',
  config: new ConfigDef({
    value: { type: 'STRING', importance: 'HIGH', doc: 'The value.' },
    times: { type: 'INT', importance: 'HIGH', doc: 'How often.' },
  }),
  create({ value, times }) {
    let left = times
    return {
      apply(record) {
        if (record.value === value && left-- > 0) throw new RetriableException('not now')
        return record
      },
    }
  },
})

const entry = { ...flakyValue, version: '2.0.0', load: () => Promise.resolve(flakyValue) as never }

export const catalogue = new Catalogue([...fixtures.list(), entry])
