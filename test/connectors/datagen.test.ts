import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { datagen } from '../../connectors/datagen/index.ts'
import { quickstarts } from '../../connectors/datagen/quickstarts/index.ts'
import { Struct } from '../../src/data/index.ts'
import { startTask, taskConfigsOf } from './source-task-run.ts'

const settings = (props: Record<string, string>) => ({
  'kafka.topic': 't',
  'max.interval': '0',
  iterations: '20',
  ...props,
})

describe('quickstarts', () => {
  it('has every public name', () => {
    const names =
      'clickstream clickstream_codes clickstream_users orders ratings users users_ pageviews stock_trades inventory product purchases ' +
      'transactions stores credit_cards campaign_finance fleet_mgmt_description fleet_mgmt_location fleet_mgmt_sensors ' +
      'insurance_customers insurance_offers insurance_customer_activity gaming_games gaming_players gaming_player_activity ' +
      'payroll_employee payroll_employee_location payroll_bonus pizza_orders pizza_orders_completed pizza_orders_cancelled ' +
      'device_information siem_logs shoes shoe_customers shoe_orders shoe_clickstream syslog_logs'
    expect(Object.keys(quickstarts).sort()).toEqual(names.split(' ').sort())
  })

  it.each(Object.keys(quickstarts))('%s makes records that fit their schema', async (quickstart) => {
    const run = await startTask(datagen, settings({ quickstart }))
    const records = await run.poll()
    expect(records).toHaveLength(20)
    for (const { value, valueSchema, key, keySchema } of records) {
      expect(value).toBeInstanceOf(Struct)
      expect((value as Struct).schema).toBe(valueSchema)
      expect(() => (value as Struct).validate()).not.toThrow()
      expect(key).not.toBeNull()
      expect(keySchema).not.toBeNull()
    }
    await run.stop()
  })

  it('has the fields of orders', async () => {
    const run = await startTask(datagen, settings({ quickstart: 'ORDERS' }))
    const [first] = await run.poll()
    const { valueSchema } = first!
    expect(valueSchema?.name).toBe('ksql.orders')
    expect(valueSchema?.fields.map(({ name, schema }) => `${name}:${schema.type}`)).toEqual([
      'ordertime:int64',
      'orderid:int32',
      'itemid:string',
      'orderunits:float64',
      'address:struct',
    ])
    expect(first?.key).toBe(0)
    await run.stop()
  })
})

it('stops after the configured number of records', async () => {
  const run = await startTask(datagen, settings({ quickstart: 'users', iterations: '1234' }))
  expect(await run.poll()).toHaveLength(1234)
  expect(run.task.isExhausted?.()).toBe(true)
  await run.stop()
})

it('goes on where an earlier run stopped', async () => {
  const first = await startTask(datagen, settings({ quickstart: 'orders', iterations: '10' }))
  const records = await first.poll()
  await first.stop()
  const offset = records[4]!.sourceOffset
  const second = await startTask(datagen, settings({ quickstart: 'orders', iterations: '10' }), () => offset)
  const rest = await second.poll()
  expect(rest.map(({ key }) => key)).toEqual([5, 6, 7, 8, 9])
  await second.stop()
})

it('makes the same records from the same seed', async () => {
  const values = async () => {
    const run = await startTask(datagen, settings({ quickstart: 'pizza_orders', 'random.seed': '7' }))
    const records = await run.poll()
    await run.stop()
    return JSON.stringify(records.map(({ value }) => value))
  }
  expect(await values()).toBe(await values())
})

const ownSchema = JSON.stringify({
  type: 'record',
  name: 'Own',
  fields: [
    { name: 'id', type: { type: 'long', 'arg.properties': { iteration: { start: 5, step: 2, restart: 11 } } } },
    { name: 'code', type: { type: 'string', 'arg.properties': { regex: '[A-C]{2}-(x|y)\\d' } } },
    { name: 'maybe', type: ['null', 'double'] },
  ],
})

it('reads a schema from a setting and from a file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'datagen-')), 'own.avsc')
  writeFileSync(file, ownSchema)
  for (const props of [{ 'schema.string': ownSchema }, { 'schema.filename': file }]) {
    const run = await startTask(datagen, settings({ ...props, 'schema.keyfield': 'code' }))
    const records = await run.poll()
    expect(records.slice(0, 4).map(({ value }) => (value as Struct).get('id'))).toEqual([5n, 7n, 9n, 5n])
    for (const { key } of records) expect(key).toMatch(/^[A-C]{2}-[xy]\d$/)
    await run.stop()
  }
})

it('refuses a configuration without, or with several, schemas', async () => {
  await expect(startTask(datagen, settings({}))).rejects.toThrow('Exactly one of')
  await expect(startTask(datagen, settings({ quickstart: 'orders', 'schema.string': ownSchema }))).rejects.toThrow(
    'Exactly one of',
  )
  await expect(startTask(datagen, settings({ quickstart: 'oders' }))).rejects.toThrow('Did you mean orders?')
  await expect(startTask(datagen, settings({ quickstart: 'orders', 'schema.keyfield': 'nope' }))).rejects.toThrow(
    'no such field',
  )
})

it('gives every task an id of its own', async () => {
  const configs = await taskConfigsOf(datagen, settings({ quickstart: 'orders' }), 3)
  expect(configs.map((config) => config['task.id'])).toEqual(['0', '1', '2'])
})
