import { expect, it } from 'vitest'
import { fileSink, fileSource } from '../../../connectors/file/index.ts'
import type { PluginInfo } from '../../../src/api/index.ts'
import { validateConnectorConfig, validationWorkerOf } from '../../../src/connect-config/index.ts'
import { json } from '../../../src/converters/json/index.ts'
import { simpleHeader } from '../../../src/converters/simple-header/index.ts'
import { Catalogue, type CatalogueEntry } from '../../../src/plugins/index.ts'

const entry = (definition: PluginInfo) =>
  ({
    ...definition,
    version: '1.0',
    passwords: [],
    load: () => Promise.resolve(definition),
  }) as unknown as CatalogueEntry

const catalogue = new Catalogue([fileSource, fileSink, json, simpleHeader].map(entry))

async function errorsOf(config: Record<string, string | null>, worker: Record<string, string> = {}) {
  const infos = await validateConnectorConfig(config, { catalogue, worker: validationWorkerOf(worker) })
  const errors = infos.configs.flatMap(({ value }) => value.errors.map((error) => `${value.name}: ${error}`))
  expect(infos.error_count).toBe(errors.length)
  return errors
}

const source = { name: 's', 'connector.class': 'file-source', topic: 't' }
const sink = { name: 's', 'connector.class': 'FileStreamSink', topics: 't' }

it('accepts short names, simple names and full names', async () => {
  for (const name of ['file-source', 'FileStreamSource', 'FileStreamSourceConnector', fileSource.classes[0]!])
    expect(await errorsOf({ ...source, 'connector.class': name })).toEqual([])
})

it('checks converters with their own keys', async () => {
  expect(await errorsOf({ ...source, 'value.converter': 'json', 'value.converter.schemas.enable': 'perhaps' })).toEqual(
    [
      'value.converter.schemas.enable: Invalid value perhaps for configuration schemas.enable: Expected value to be either true or false',
    ],
  )
})

it('keeps the dead letter queue out of the topics', async () => {
  expect(await errorsOf({ ...sink, 'errors.deadletterqueue.topic.name': 't' })).toHaveLength(1)
})

it('asks the override policy of the worker', async () => {
  const overrides = { ...source, 'producer.override.acks': '1', 'producer.override.linger.ms': '5' }
  const policy = (name: string) => ({ 'connector.client.config.override.policy': name })
  expect(await errorsOf(overrides, policy('All'))).toEqual([])
  expect(await errorsOf(overrides, policy('None'))).toHaveLength(2)
  const allowlist = { ...policy('Allowlist'), 'connector.client.config.override.allowlist': 'acks' }
  expect(await errorsOf(overrides, allowlist)).toHaveLength(1)
})

it('asks for exactly-once support on distributed workers', async () => {
  const required = { ...source, file: 'f', 'exactly.once.support': 'required' }
  expect(await errorsOf(required, { 'group.id': 'g', 'exactly.once.source.support': 'enabled' })).toEqual([])
  expect(await errorsOf(required, { 'group.id': 'g' })).toHaveLength(1)
})

it('refuses a configuration without a connector', async () => {
  await expect(errorsOf({ name: 'x' })).rejects.toThrow('contains no connector type')
  await expect(errorsOf({ ...source, 'connector.class': 'nope' })).rejects.toThrow('Failed to find any class')
})

it('checks keys beyond Kafka Connect, and shows them only where they are set', async () => {
  const keysOf = async (config: Record<string, string>) => {
    const infos = await validateConnectorConfig(config, { catalogue, worker: validationWorkerOf({}) })
    return infos.configs.map(({ value }) => value.name)
  }
  const keys = {
    'errors.restart.max.attempts': '3',
    'errors.tolerance.budget.max.errors': '5',
    'errors.deadletterqueue.topic.name': 'dead',
  }
  const plain = await keysOf(source)
  expect((await keysOf({ ...source, ...keys })).filter((key) => !plain.includes(key)).sort()).toEqual(
    Object.keys(keys).sort(),
  )
  expect(await errorsOf({ ...source, ...keys, 'errors.restart.max.attempts': '-2', 'task.isolation': 'none' })).toEqual(
    [
      'errors.restart.max.attempts: Invalid value -2 for configuration errors.restart.max.attempts: Value must be at least -1',
      'task.isolation: Invalid value none for configuration task.isolation: String must be one of: thread, shared',
    ],
  )
})
