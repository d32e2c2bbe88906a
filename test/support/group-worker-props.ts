const kinds = ['config', 'offset', 'status'] as const

/** Settings of a worker that is in a group on one broker: topics `<prefix>-configs`, `-offsets` and `-status`, as small as may be; texts as keys and values. */
export const groupWorkerProps = (bootstrapServers: string, prefix = 'connect'): Record<string, string> => ({
  'bootstrap.servers': bootstrapServers,
  'group.id': `${prefix}-cluster`,
  'config.storage.topic': `${prefix}-configs`,
  'offset.storage.topic': `${prefix}-offsets`,
  'status.storage.topic': `${prefix}-status`,
  ...Object.fromEntries(kinds.map((kind) => [`${kind}.storage.replication.factor`, '1'])),
  'offset.storage.partitions': '1',
  'status.storage.partitions': '1',
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
})
