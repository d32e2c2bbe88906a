import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { fileSink, fileSource } from '../../connectors/file/index.ts'
import type { SourceConnector } from '../../src/api/index.ts'
import { SchemaBuilder, Schemas, SinkRecord, Struct } from '../../src/data/index.ts'
import { startTask } from './source-task-run.ts'

let file: string
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'file-connector-')), 'lines.txt')
})

const props = (more: Record<string, string> = {}) => ({ file, topic: 'lines', ...more })
const textsOf = (records: readonly { readonly value: unknown }[]) => records.map(({ value }) => value)

describe('file-source', () => {
  it('reads complete lines, whatever ends them', async () => {
    writeFileSync(file, 'one\ntwo\r\nthree\rfour\n\nlast without end')
    const run = await startTask(fileSource, props())
    const records = await run.poll()
    expect(textsOf(records)).toEqual(['one', 'two', 'three', 'four', ''])
    expect(records.map(({ sourceOffset }) => sourceOffset?.['position'])).toEqual([4, 9, 15, 20, 21])
    expect(records[0]).toMatchObject({ topic: 'lines', key: null, keySchema: null, kafkaPartition: null })
    expect(records[0]?.valueSchema).toBe(Schemas.STRING)
    expect(records[0]?.sourcePartition).toEqual({ filename: file })
    expect(run.logged.join()).toContain('has no line end')
    await run.stop()
  })

  it('counts bytes, not characters', async () => {
    writeFileSync(file, 'äöü\n日本\nplain\n')
    const run = await startTask(fileSource, props())
    const records = await run.poll()
    expect(records.map(({ sourceOffset }) => sourceOffset?.['position'])).toEqual([7, 14, 20])
    const resumed = await startTask(fileSource, props(), () => ({ position: 7 }))
    expect(textsOf(await resumed.poll())).toEqual(['日本', 'plain'])
    await run.stop()
    await resumed.stop()
  })

  it('follows a file that grows and waits for one that is not there yet', async () => {
    const run = await startTask(fileSource, props())
    const first = run.poll(1)
    writeFileSync(file, 'a\nb')
    expect(textsOf(await first)).toEqual(['a'])
    const second = run.poll(2)
    appendFileSync(file, 'c\nd\n')
    expect(textsOf(await second)).toEqual(['bc', 'd'])
    await run.stop()
  })

  it('keeps a line together that is cut by the end of a chunk', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i} ${'é'.repeat(i % 97)}\r`)
    writeFileSync(file, `${lines.join('\n')}\n`)
    const run = await startTask(fileSource, props())
    expect(textsOf(await run.poll())).toEqual(lines.map((line) => line.slice(0, -1)))
    await run.stop()
  })

  it('hands over at most batch.size lines', async () => {
    writeFileSync(file, 'x\n'.repeat(7))
    const run = await startTask(fileSource, props({ 'batch.size': '3' }))
    expect((await run.task.poll())?.length).toBe(3)
    expect((await run.task.poll())?.length).toBe(3)
    expect((await run.task.poll())?.length).toBe(1)
    await run.stop()
  })

  it('supports exactly-once with a file only', () => {
    const connector = fileSource.connector()
    expect(connector.exactlyOnceSupport?.(props())).toBe('SUPPORTED')
    expect(connector.exactlyOnceSupport?.({ topic: 'lines' })).toBe('UNSUPPORTED')
  })

  const alter = (partition: object, offset: object | null, more?: Record<string, string>) => {
    const connector: SourceConnector = fileSource.connector()
    return connector.alterOffsets?.(more ?? props(), [{ partition: partition as never, offset: offset as never }])
  }

  it('checks altered offsets as Kafka does', () => {
    expect(alter({ filename: 'f' }, { position: 3 })).toBe(true)
    expect(alter({ anything: 1 }, null)).toBe(true)
    expect(() => alter({ filename: 'f' }, { pos: 3 })).toThrow("contain the key 'position'")
    expect(() => alter({ filename: 'f' }, { position: '3' })).toThrow('expected to be a Long value')
    expect(() => alter({ filename: 'f' }, { position: -1 })).toThrow('non-negative')
    expect(() => alter({ name: 'f' }, { position: 1 })).toThrow("contain the key 'filename'")
    expect(() => alter({ filename: 'f' }, { position: 1 }, { topic: 't' })).toThrow('Offsets for stdin are not tracked')
  })
})

describe('file-sink', () => {
  const record = (value: unknown, valueSchema = Schemas.STRING as SinkRecord['valueSchema']) =>
    new SinkRecord({ topic: 't', kafkaPartition: 0, kafkaOffset: 0, value, valueSchema })

  it('appends the text of every value', async () => {
    writeFileSync(file, 'before\n')
    const schema = SchemaBuilder.struct().field('a', Schemas.INT32).field('b', Schemas.OPTIONAL_FLOAT64).build()
    const task = fileSink.task()
    await task.start({ file })
    await task.put([record('hello'), record(new Struct(schema).put('a', 1).put('b', 1e7), schema)])
    await task.put([record({ k: [1, 2.5, null] }, null), record(null, null)])
    await task.stop()
    expect(readFileSync(file, 'utf8')).toBe('before\nhello\nStruct{a=1,b=1.0E7}\n{k=[1, 2.5, null]}\nnull\n')
  })

  it('creates the folder of its file', async () => {
    const task = fileSink.task()
    await task.start({ file: `${file}.d/new/out.txt` })
    await task.put([record('hello')])
    await task.stop()
    expect(readFileSync(`${file}.d/new/out.txt`, 'utf8')).toBe('hello\n')
  })

  it('says which file it cannot open', async () => {
    writeFileSync(file, 'a file, no folder')
    await expect(fileSink.task().start({ file: `${file}/no/such` })).rejects.toThrow("Couldn't find or create file")
  })
})
