import { expect, test } from 'vitest'
import type { Converter, HeaderConverter, LogFields, Logger } from '../../../../src/api/index.ts'
import { Headers, SourceRecord } from '../../../../src/data/index.ts'
import { DataException, withFieldPath } from '../../../../src/errors/index.ts'
import { failureHeaders } from '../../../../src/runtime/error/failure-headers.ts'
import { LogReporter } from '../../../../src/runtime/error/log-reporter.ts'
import type { RecordFailure } from '../../../../src/runtime/error/record-failure.ts'
import { failedRecordOf, placeOf, RetryWithTolerance } from '../../../../src/runtime/error/retry-with-tolerance.ts'
import type { Stage } from '../../../../src/runtime/error/stage.ts'
import { TaskCounters } from '../../../../src/runtime/metrics/task-counters.ts'
import type { TaskPlugins } from '../../../../src/runtime/task/chain/task-chain.ts'
import type { ConsumedRecord } from '../../../../src/runtime/task/kafka-ports.ts'
import { SinkPassage, sinkChain } from '../../../../src/runtime/task/sink/sink-chain.ts'
import { SourcePassage, sourceChain } from '../../../../src/runtime/task/source/source-chain.ts'
import { HandClock } from '../fixtures/hand-clock.ts'

const SECRET = 'content of the record'
const bytes = new TextEncoder().encode(SECRET)

const consumed: ConsumedRecord = {
  ...{ topic: 'orders', partition: 3, offset: 42, timestamp: 7, timestampType: 'CreateTime' },
  ...{ key: bytes, value: bytes, headers: [{ key: 'h', value: bytes }] },
}
const polled = new SourceRecord({
  sourcePartition: { table: 'orders' },
  sourceOffset: { id: 42n },
  topic: 'orders',
  value: SECRET,
  headers: new Headers([{ key: 'h', schema: null, value: SECRET }]),
})

/** Plugins of which the one at `stage` fails, about a field inside a field. */
function plugins(stage: Stage): TaskPlugins {
  const fail = () => {
    throw withFieldPath(withFieldPath(new DataException('not today'), 'city'), 'address')
  }
  const converter = (at: Stage) =>
    ({
      toConnectData: () => (at === stage ? fail() : { schema: null, value: null }),
      fromConnectData: () => (at === stage ? fail() : null),
    }) as unknown as Converter
  const header = {
    toConnectHeader: () => (stage === 'HEADER_CONVERTER' ? fail() : { schema: null, value: null }),
    fromConnectHeader: () => (stage === 'HEADER_CONVERTER' ? fail() : null),
  } as unknown as HeaderConverter
  return {
    keyConverter: { className: 'test.KeyConverter', converter: converter('KEY_CONVERTER') },
    valueConverter: { className: 'test.ValueConverter', converter: converter('VALUE_CONVERTER') },
    headerConverter: { className: 'test.HeaderConverter', converter: header },
    transformations: [
      {
        place: placeOf('TRANSFORMATION', 'test.Transformation', 'tidy'),
        transformation: { apply: (record) => (stage === 'TRANSFORMATION' ? fail() : record) },
        predicate: null,
        negate: false,
      },
    ],
  }
}

/** What failed, as reporters see it, and the line in the trace. */
async function failing(kind: 'source' | 'sink', stage: Stage) {
  const clock = new HandClock()
  const failures: RecordFailure[] = []
  const tolerance = new RetryWithTolerance({
    ...{ tolerance: 'none', retryTimeoutMs: 0, retryDelayMaxMs: 0 },
    reporters: [{ report: (failure) => void failures.push(failure) }],
    counters: new TaskCounters(() => clock.now()),
    ...{ clock, random: () => 0, signal: new AbortController().signal },
  })
  const run = async () =>
    kind === 'source'
      ? sourceChain(plugins(stage), tolerance).run(new SourcePassage(polled))
      : sinkChain(plugins(stage), tolerance, false).run(new SinkPassage(consumed))
  const error: unknown = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { failure: failures[0]!, line: failedRecordOf(error) }
}

const stages = [
  ['KEY_CONVERTER', 'class=test.KeyConverter'],
  ['VALUE_CONVERTER', 'class=test.ValueConverter'],
  ['HEADER_CONVERTER', 'class=test.HeaderConverter'],
  ['TRANSFORMATION', 'transform=tidy (test.Transformation)'],
] as const

test.each(stages)('%s: the trace names stage, plugin, field and record', async (stage, plugin) => {
  expect((await failing('sink', stage)).line).toBe(
    `Failed record: stage=${stage}, ${plugin}, field=address.city, topic=orders, partition=3, offset=42`,
  )
  expect((await failing('source', stage)).line).toBe(
    `Failed record: stage=${stage}, ${plugin}, field=address.city, topic=orders, sourcePartition={"table":"orders"}, sourceOffset={"id":"42"}`,
  )
})

test.each(stages)('%s: headers of a dead letter say the same', async (stage) => {
  const options = { connector: 'c', task: 1, hide: (text: string) => text }
  const headersOf = (failure: RecordFailure) =>
    Object.fromEntries(
      failureHeaders(failure, options).map(({ key, value }) => [key.slice(17), String(Buffer.from(value!))]),
    )
  const alias = stage === 'TRANSFORMATION' ? { 'transform.alias': 'tidy' } : {}
  const common = { 'connector.name': 'c', 'task.id': '1', stage, 'field.path': 'address.city', ...alias }
  expect(headersOf((await failing('sink', stage)).failure)).toMatchObject({
    ...common,
    ...{ topic: 'orders', partition: '3', offset: '42' },
  })
  const source = headersOf((await failing('source', stage)).failure)
  expect(source).toMatchObject({
    ...common,
    ...{ 'destination.topic': 'orders', 'source.partition': '{"table":"orders"}', 'source.offset': '{"id":"42"}' },
  })
  expect(Object.keys(source)).not.toContain('partition')
})

test('the log has nothing of the record unless errors.log.include.messages says so', async () => {
  const lines: { readonly message: string; readonly fields: LogFields | undefined }[] = []
  const logger = { error: (message: string, fields?: LogFields) => void lines.push({ message, fields }) }
  const reporter = (includes: boolean) =>
    new LogReporter('c-1', includes, logger as unknown as Logger, new TaskCounters(() => 0))
  const { failure: sink } = await failing('sink', 'TRANSFORMATION')
  const { failure: source } = await failing('source', 'TRANSFORMATION')
  for (const each of [sink, source]) reporter(false).report(each)
  const text = "Error encountered in task c-1. Executing stage 'TRANSFORMATION' with class 'test.Transformation'"
  for (const { message, fields } of lines) {
    expect(message).toBe(`${text}.`)
    expect(fields).toMatchObject({ transform: 'tidy', field: 'address.city' })
    expect(JSON.stringify(fields)).not.toContain(SECRET)
  }
  expect(lines.splice(0)).toHaveLength(2)
  for (const each of [sink, source]) reporter(true).report(each)
  expect(lines[0]!.message).toBe(
    `${text}, where consumed record is {topic='orders', partition=3, offset=42, timestamp=7, timestampType=CreateTime}.`,
  )
  expect(lines[1]!.message).toContain(SECRET)
})
