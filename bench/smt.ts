/**
 * Nanoseconds a record for each SMT, with a schema and without, and for a chain of three with and without JsonConverter; the reference is
 * the target of one microsecond. Run: `npm run bench:smt`, with `--json` and `--records N` as wanted. Converters: `bench/smt/*.ts`.
 */
import { benchOptions, lessIsBetter, report } from './harness.ts'
import { measureTransforms } from './smt/transforms.ts'

const TARGET_NANOS = 1000

const options = benchOptions({ records: 100_000 })
const results = measureTransforms(options.records).map(({ name, nanos }) =>
  lessIsBetter(name, nanos, TARGET_NANOS, 'ns/record'),
)
await report('smt', options, results)
