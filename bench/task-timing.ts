/**
 * What the stage timers of tasks cost: CPU time of the way of a record through a source task's chain (three SMTs, JsonConverter) with and without timers, the
 * two in turn on the same records. In batches of 500, as sources that are in a hurry give them, and of 1, the worst case. The producer is left out, so the
 * share of a whole task is smaller. Run: `node bench/task-timing.ts`, with `--json` and `--records N` as wanted.
 */
import { builtinCatalogue } from '../src/app/catalogue.ts'
import { Schemas, SourceRecord } from '../src/data/index.ts'
import { systemClock } from '../src/kafka/index.ts'
import { RetryWithTolerance } from '../src/runtime/error/retry-with-tolerance.ts'
import { TaskCounters } from '../src/runtime/metrics/task-counters.ts'
import { READ, TaskTimers, WRITE } from '../src/runtime/metrics/task-timers.ts'
import { PluginFactory } from '../src/runtime/task/plugin-factory.ts'
import { SourcePassage, sourceChain } from '../src/runtime/task/source/source-chain.ts'
import { benchOptions, lessIsBetter, report } from './harness.ts'

const ROUNDS = 40
const options = benchOptions({ records: 50_000 })

const nothing = () => {}
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }
const factory = new PluginFactory({
  catalogue: builtinCatalogue(),
  inline: { transformation: () => Promise.reject(new Error()), predicate: () => Promise.reject(new Error()) },
  converterContext: (isKey) => ({ isKey, logger, registry: () => Promise.reject(new Error()) as never }),
})
const transforms = 'org.apache.kafka.connect.transforms'
const json = { className: 'org.apache.kafka.connect.json.JsonConverter', props: { 'schemas.enable': 'false' } }
const plugins = await factory.plugins({
  connectorConfig: {
    transforms: 'rename,insert,route',
    'transforms.rename.type': `${transforms}.ReplaceField$Value`,
    'transforms.rename.renames': 'a:b',
    'transforms.insert.type': `${transforms}.InsertField$Value`,
    'transforms.insert.static.field': 'source',
    'transforms.insert.static.value': 'bench',
    'transforms.route.type': `${transforms}.RegexRouter`,
    'transforms.route.regex': '(.*)',
    'transforms.route.replacement': 'x-$1',
  },
  ...{ keyConverter: json, valueConverter: json },
  headerConverter: { className: 'org.apache.kafka.connect.storage.SimpleHeaderConverter', props: {} },
})
const counters = new TaskCounters(() => systemClock.now())
const tolerance = new RetryWithTolerance({
  ...{ tolerance: 'none', retryTimeoutMs: 0, retryDelayMaxMs: 0, reporters: [], counters, clock: systemClock },
  ...{ random: Math.random, signal: new AbortController().signal, budget: { maxErrors: 0, windowMs: 0 } },
} as ConstructorParameters<typeof RetryWithTolerance>[0])
const chain = sourceChain(plugins, tolerance)
const timers = new TaskTimers(chain.places.length, { precise: () => performance.now(), now: () => systemClock.now() })
const record = new SourceRecord({
  ...{ topic: 'bench', keySchema: Schemas.STRING, key: 'k', value: { a: 1, name: 'a name', price: 3.5, isNew: true } },
  ...{ sourcePartition: {}, sourceOffset: {}, timestamp: Date.now() },
})

/** CPU seconds for so many records. */
function run(batch: number, isTimed: boolean): number {
  const before = process.cpuUsage()
  for (let done = 0; done < options.records; done += batch) {
    if (isTimed) {
      timers.stop(READ, timers.start())
      timers.begin(Date.now())
    }
    for (let number = 0; number < batch; number++) {
      const passage = new SourcePassage(record)
      if (isTimed && timers.isNextTimed()) {
        void chain.runTimed(passage, timers)
        timers.stop(WRITE, timers.start())
        timers.arrived(record.timestamp)
      } else void chain.run(passage)
    }
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** The least: what else runs on the machine only ever adds. */
const least = (values: readonly number[]) => Math.min(...values)

function measured(batch: number): { readonly timed: number; readonly plain: number } {
  for (let warmUp = 0; warmUp < 3; warmUp++) for (const isTimed of [true, false]) run(batch, isTimed)
  const [timed, plain]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++)
    for (const isTimed of round % 2 === 0 ? [true, false] : [false, true])
      (isTimed ? timed : plain).push((run(batch, isTimed) / options.records) * 1e9)
  return { timed: least(timed), plain: least(plain) }
}

await report(
  'task-timing',
  options,
  [500, 1].map((batch) => {
    const { timed, plain } = measured(batch)
    return lessIsBetter(`with stage timers against without, batches of ${batch}`, timed, plain, 'CPU ns/record')
  }),
)
