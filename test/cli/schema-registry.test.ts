import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

function project(files: Readonly<Record<string, string>>): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  return cwd
}

const run = (cwd: string, ...files: readonly string[]) =>
  runPipeline(['run', ...files, '--log-level', 'error'], { cwd })

const lines = (cwd: string, file: string) =>
  readFileSync(join(cwd, 'out', file), 'utf8')
    .trimEnd()
    .split('\n')

const orders = (converter: string) => `
name: orders-${converter}
source:
  connector: datagen
  config: { kafka.topic: ${converter}, quickstart: orders, max.interval: 0, iterations: 20 }
  key: string
  value: ${converter}
sinks:
  file: { connector: file-sink, topics: ${converter}, config: { file: out/${converter}.txt }, value: ${converter} }
`

test('Avro, Protobuf and JSON Schema pipelines without a registry URL share the embedded registry', async () => {
  const formats = ['avro', 'protobuf', 'json-schema']
  const cwd = project({ 'pipelines/orders.yaml': formats.map(orders).join('---') })
  const { exitCode, stderr } = await run(cwd, 'pipelines/orders.yaml')
  expect(exitCode, stderr).toBe(0)
  for (const format of formats) {
    expect(lines(cwd, `${format}.txt`)).toHaveLength(20)
    expect(lines(cwd, `${format}.txt`)[0]).toMatch(
      /^Struct\{ordertime=\d+,orderid=0,itemid=Item_\d+,orderunits=[\d.E-]+,address=Struct\{city=.*,state=.*,zipcode=\d+\}\}$/,
    )
  }
})

/** W2, word for word: class names and keys as tutorials write them. */
const w2 = `
name: w2
source:
  connector: io.confluent.kafka.connect.datagen.DatagenConnector
  config:
    kafka.topic: orders
    quickstart: orders
    max.interval: 1
    iterations: 10
    value.converter: io.confluent.connect.avro.AvroConverter
    value.converter.schema.registry.url: embedded
    transforms: castValues,flattenAddress,route
    transforms.castValues.type: org.apache.kafka.connect.transforms.Cast$Value
    transforms.castValues.spec: orderid:string,orderunits:int32
    transforms.flattenAddress.type: org.apache.kafka.connect.transforms.Flatten$Value
    transforms.flattenAddress.delimiter: _
    transforms.route.type: org.apache.kafka.connect.transforms.RegexRouter
    transforms.route.regex: (.*)
    transforms.route.replacement: shop-$1
sinks:
  file:
    connector: file-sink
    topics: shop-orders
    config: { file: out/orders.jsonl }
    value: avro
`

test('W2: Datagen orders through Cast, Flatten of the nested address and RegexRouter', async () => {
  const cwd = project({ 'pipelines/w2.yaml': w2 })
  const { exitCode, stderr } = await run(cwd, 'pipelines/w2.yaml')
  expect(exitCode, stderr).toBe(0)
  expect(lines(cwd, 'orders.jsonl')).toHaveLength(10)
  for (const line of lines(cwd, 'orders.jsonl')) {
    expect(line).toMatch(
      /^Struct\{ordertime=\d+,orderid=\d+,itemid=Item_\d+,orderunits=\d+,address_city=[^,]+,address_state=[^,]+,address_zipcode=\d+\}$/,
    )
  }
})

test('a registry that is down fails the task with a RetriableException that names it', async () => {
  const url = '{ type: avro, config: { schema.registry.url: "http://127.0.0.1:9", max.retries: 0 } }'
  const cwd = project({ 'pipelines/orders.yaml': orders('avro').replaceAll('value: avro', `value: ${url}`) })
  const { exitCode, stderr } = await run(cwd, 'pipelines/orders.yaml')
  expect(exitCode).toBe(1)
  expect(stderr).toContain(
    'Task orders-avro-source-0 failed: ConnectException: Tolerance exceeded in error handler: RetriableException: I/O error while serializing Avro data for topic avro: Could not register a schema for subject avro-value: the schema registry at http://127.0.0.1:9 cannot be reached (connect ECONNREFUSED 127.0.0.1:9)',
  )
})

describe('W8: a topic with mixed formats', () => {
  const unknownId = '\u0000\u0000\u0000\u0003\u0067abc'
  const text = `
name: text
source:
  connector: file-source
  config: { file: lines.txt, topic: avro }
  value: string
`
  const reader = `
name: reader
sinks:
  file:
    connector: file-sink
    topics: avro
    config: { file: out/good.txt }
    value: avro
    errors: { tolerance: all, dlq: { topic: dead, headers: true } }
`
  const dead = `
name: dead
sinks:
  file: { connector: file-sink, topics: dead, config: { file: out/dead.txt }, value: string }
`
  const writer = orders('avro').replace(/sinks:[\s\S]*/, '')

  test('what is no Avro, or has an id that the registry does not know, goes to the DLQ with its bytes', async () => {
    const cwd = project({
      'lines.txt': `no avro\n${unknownId}\n`,
      'pipelines/write.yaml': `${writer}---${text}`,
      'pipelines/read.yaml': reader,
      'pipelines/dead.yaml': dead,
    })
    for (const step of ['write', 'read', 'dead']) {
      const { exitCode, stderr } = await run(cwd, `pipelines/${step}.yaml`)
      expect(exitCode, `${step}: ${stderr}`).toBe(0)
    }
    expect(lines(cwd, 'good.txt')).toHaveLength(20)
    expect(lines(cwd, 'dead.txt').sort()).toEqual([unknownId, 'no avro'].sort())
  })
})
