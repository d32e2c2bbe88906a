import { expect, test } from 'vitest'
import { mistypedSettings } from '../../../src/app/mistyped-settings.ts'

const warnings = (...keys: string[]) => mistypedSettings(Object.fromEntries(keys.map((key) => [key, 'x'])))

test('a setting that is nearly one of a worker is named, with the one that was meant', () => {
  expect(warnings('ofset.flush.interval.ms', 'listener', 'plugin.paths')).toEqual([
    'ofset.flush.interval.ms is no setting of a worker and has no effect: did you mean offset.flush.interval.ms?',
    'listener is no setting of a worker and has no effect: did you mean listeners?',
    'plugin.paths is no setting of a worker and has no effect: did you mean plugin.path?',
  ])
})

test('settings that exist, here or for somebody else, are not remarked on', () => {
  const keys = [
    ...['group.id', 'plugin.path', 'config.storage.topic', 'offset.storage.topic', 'status.storage.topic'],
    ...['config.storage.partitions', 'key.converter.schemas.enable', 'value.converter.schema.registry.url'],
    ...['producer.linger.ms', 'consumer.max.poll.records', 'admin.retries', 'sasl.jaas.config', 'security.protocol'],
    ...['config.providers.file.class', 'config.providers.file.param.allowed.paths', 'plugin.discovery'],
    ...['listeners.https.ssl.keystore.location', 'connector.client.config.override.allowlist', 'confluent.license'],
    ...['internal.key.converter', 'internal.value.converter', 'offset.storage.file.filename', 'rest.extension.classes'],
    ...['admin.listeners', 'response.http.headers.config', 'offset.storage.cleanup.policy', 'topic.creation.enable'],
    ...['status.storage.cleanup.policy', 'config.storage.min.insync.replicas', 'metric.reporters', 'metrics.context.x'],
  ]
  expect(warnings(...keys)).toEqual([])
})
