/**
 * Nanoseconds a record: every SMT with a schema and without, every SMT and predicate on the example of its page, every converter, and a chain of three with and
 * without JsonConverter. Each figure is held against its target: a microsecond, and 1.5 for writing a Struct of ten fields; Avro against JSON. Run:
 * `npm run bench:smt`, with `--json` and `--records N` as wanted.
 */
import { benchOptions, lessIsBetter, report } from './harness.ts'
import { measureConverters } from './smt/converters.ts'
import { measureExamples } from './smt/examples.ts'
import { measureTransforms } from './smt/transforms.ts'

const TARGET_NANOS = 1000
const CONVERTER_TARGET_NANOS = 1500

const options = benchOptions({ records: 100_000 })
const transforms = [...measureTransforms(options.records), ...(await measureExamples(Math.ceil(options.records / 5)))]
const converters = await measureConverters(options.records)
const jsonOf = (name: string) => converters.find((each) => each.name === name.replace('Avro', 'Json'))?.nanos
await report('smt', options, [
  ...transforms.map(({ name, nanos }) => lessIsBetter(name, nanos, TARGET_NANOS, 'ns/record')),
  ...converters.map(({ name, nanos }) => lessIsBetter(name, nanos, CONVERTER_TARGET_NANOS, 'ns/record')),
  ...converters
    .filter(({ name }) => name.startsWith('Avro'))
    .map(({ name, nanos }) => lessIsBetter(`${name}, against JSON`, nanos, jsonOf(name)!, 'ns/record')),
])
