import { after, afterRunning, type ConformanceRequest, call, get, json } from './conformance-request.ts'

/** What few clients send: other methods, slashes, types, odd bodies and names, every form of offsets. They leave nothing behind. */

const typed = (id: string, type: string, body: string): ConformanceRequest => ({
  ...call(id, 'PUT', '/connectors/nope/pause', body),
  headers: { 'Content-Type': type },
})
const accepting = (id: string, type: string): ConformanceRequest => ({
  ...get(id, '/connectors/u/config'),
  headers: { Accept: type },
})
const config = { 'connector.class': 'FileStreamSource', topic: 'uncommon-lines', file: 'FILE' }
const isRunning = afterRunning('u')
const create = (id: string, body: unknown) => call(id, 'POST', '/connectors', json(body))

const methods: readonly ConformanceRequest[] = [
  ...['/', '/connectors/u', '/connectors/u/status', '/nope', '/health', '/connectors/nope'].map((path, i) =>
    call(`head-${i}`, 'HEAD', path),
  ),
  ...['/', '/connectors/u', '/connectors/u/config', '/connectors/u/tasks/0/restart', '/admin/loggers/x', '/nope'].map(
    (path, i) => call(`options-${i}`, 'OPTIONS', path),
  ),
  call('not-allowed-post-connector', 'POST', '/connectors/u'),
  call('not-allowed-put-connector', 'PUT', '/connectors/u', '{}'),
  call('not-allowed-patch-connector', 'PATCH', '/connectors/u', '{}'),
  call('not-allowed-delete-connectors', 'DELETE', '/connectors'),
  call('not-allowed-delete-config', 'DELETE', '/connectors/u/config'),
  call('not-allowed-post-config', 'POST', '/connectors/u/config', '{}'),
  call('not-allowed-get-stop', 'GET', '/connectors/u/stop'),
  call('not-allowed-get-restart', 'GET', '/connectors/u/restart'),
  call('not-allowed-put-restart', 'PUT', '/connectors/u/restart'),
  call('not-allowed-get-reset', 'GET', '/connectors/u/topics/reset'),
  call('not-allowed-post-status', 'POST', '/connectors/u/status'),
  call('not-allowed-delete-health', 'DELETE', '/health'),
  call('not-allowed-post-root', 'POST', '/', '{}'),
  call('not-allowed-post-plugins', 'POST', '/connector-plugins', '{}'),
  call('not-allowed-get-validate', 'GET', '/connector-plugins/FileStreamSource/config/validate'),
  call('not-allowed-delete-logger', 'DELETE', '/admin/loggers/org.example'),
  call('not-allowed-post-offsets', 'POST', '/connectors/u/offsets', '{}'),
]

const paths: readonly ConformanceRequest[] = [
  ...['/connectors/u/', '/connectors/u/config/', '/connectors/u/status/', '/connectors/u/tasks/', '/health/'].map(
    (path, i) => get(`slash-${i}`, path),
  ),
  get('plugin-config-slash', '/connector-plugins/FileStreamSource/config/'),
  get('loggers-unknown-slash', '/admin/loggers/nope/'),
  get('admin', '/admin'),
  get('double-slash', '//connectors'),
  get('double-slash-inside', '/connectors//u'),
  get('upper-case', '/Connectors'),
  get('task', '/connectors/u/tasks/0'),
  get('plugin', '/connector-plugins/FileStreamSource'),
  get('unknown-sub-path', '/connectors/u/nope'),
  get('expand-twice', '/connectors?expand=status&expand=status&expand=nope'),
  get('expand-empty', '/connectors?expand='),
  get('expand-upper', '/connectors?EXPAND=status'),
  get('unknown-parameter', '/connectors/u/config?x=1'),
  get('dots', '/connectors/../connectors/u/config'),
  get('encoded-letter', '/connectors/%75/config'),
  get('semicolon', '/connectors/u;x=1/config'),
]

const types: readonly ConformanceRequest[] = [
  typed('type-charset', 'application/json; charset=utf-8', ''),
  typed('type-upper', 'Application/JSON', ''),
  { ...create('type-text-json', {}), headers: { 'Content-Type': 'text/json' } },
  { ...create('type-plus-json', {}), headers: { 'Content-Type': 'application/vnd.x+json' } },
  { ...create('type-xml', {}), headers: { 'Content-Type': 'application/xml' } },
  { ...create('type-nonsense', {}), headers: { 'Content-Type': 'nonsense' } },
  { ...create('type-charset-body', {}), headers: { 'Content-Type': 'application/json;charset=UTF-8' } },
  accepting('accept-any', '*/*'),
  accepting('accept-application', 'application/*'),
  accepting('accept-weighted', 'text/html, application/json;q=0.5'),
  accepting('accept-xml', 'application/xml'),
  accepting('accept-plain', 'text/plain'),
  accepting('accept-nonsense', 'nonsense'),
]

const values =
  '{"connector.class":"FileStreamSource","topic":"t","file":"FILE","i":1,"d":1.50,"e":1e3,"b":true,"big":123456789012345678901234567890,"s":"\\u00e9"}'

const bodies: readonly ConformanceRequest[] = [
  call('body-trailing', 'POST', '/connectors', '{} x'),
  call('body-two', 'POST', '/connectors', '{}{}'),
  call('body-bom', 'POST', '/connectors', '\ufeff{}'),
  call('body-single-quotes', 'POST', '/connectors', "{'name':'a'}"),
  call('body-comment', 'POST', '/connectors', '{/* x */}'),
  call('body-trailing-comma', 'POST', '/connectors', '{"name":"a",}'),
  call('body-control-character', 'POST', '/connectors', '{"name":"a\u0001"}'),
  call('body-nan', 'POST', '/connectors', '{"name":NaN}'),
  call('body-duplicate-field', 'POST', '/connectors', '{"name":"q1","name":"q2","config":{}}'),
  call('body-false', 'POST', '/connectors', 'false'),
  call('name-empty', 'POST', '/connectors', json({ name: '', config })),
  call('name-blank', 'POST', '/connectors', json({ name: '  ', config })),
  call('name-null', 'POST', '/connectors', json({ name: null, config })),
  call('name-missing', 'POST', '/connectors', json({ config })),
  call('name-control', 'POST', '/connectors', json({ name: 'a\nb', config })),
  call('name-object', 'POST', '/connectors', json({ name: {}, config })),
  call('config-null', 'POST', '/connectors', json({ name: 'q', config: null })),
  call('state-null', 'POST', '/connectors', json({ name: 'q', config: { topic: 't' }, initial_state: null })),
  call('state-number', 'POST', '/connectors', json({ name: 'q', config, initial_state: 1 })),
  call('put-text', 'PUT', '/connectors/q/config', '"a"'),
  call('put-null', 'PUT', '/connectors/q/config', 'null'),
  call('put-nested', 'PUT', '/connectors/q/config', '{"a":{"b":1}}'),
  call('put-list-value', 'PUT', '/connectors/q/config', '{"a":[1]}'),
  call('put-empty-object', 'PUT', '/connectors/q/config', '{}'),
  call('put-values', 'PUT', '/connectors/q/config', values),
  { ...get('values-kept', '/connectors/q/config'), ...after(/"state":"RUNNING"/, '/connectors/q/status') },
  call('values-delete', 'DELETE', '/connectors/q'),
  { ...call('deleted-again', 'DELETE', '/connectors/q'), ...after(/404/, '/connectors/q/status') },
]

const initial: readonly ConformanceRequest[] = [
  create('initial-paused', { name: 'w', config, initial_state: 'paused' }),
  { ...get('initial-paused-status', '/connectors/w/status'), ...after(/"PAUSED"/, '/connectors/w/status') },
  call('initial-in-put', 'PUT', '/connectors/w/config', json({ ...config, initial_state: 'STOPPED' })),
  call('initial-paused-delete', 'DELETE', '/connectors/w'),
  {
    ...create('initial-stopped', { name: 'w', config, initial_state: 'STOPPED' }),
    ...after(/404/, '/connectors/w/status'),
  },
  { ...get('initial-stopped-status', '/connectors/w/status'), ...after(/"STOPPED"/, '/connectors/w/status') },
  get('initial-stopped-tasks', '/connectors/w/tasks'),
  get('initial-stopped-offsets', '/connectors/w/offsets'),
  call('restart-stopped', 'POST', '/connectors/w/restart?includeTasks=true'),
  {
    ...call('restart-task-stopped', 'POST', '/connectors/w/tasks/0/restart'),
    ...after(/"STOPPED"/, '/connectors/w/status'),
  },
  call('pause-stopped', 'PUT', '/connectors/w/pause'),
  { ...call('initial-stopped-delete', 'DELETE', '/connectors/w'), ...after(/"PAUSED"/, '/connectors/w/status') },
]

const life: readonly ConformanceRequest[] = [
  call('patch-malformed', 'PATCH', '/connectors/u/config', '{bad'),
  call('patch-empty', 'PATCH', '/connectors/u/config', ''),
  call('patch-null', 'PATCH', '/connectors/u/config', 'null'),
  call('patch-text', 'PATCH', '/connectors/u/config', '"x"'),
  call('patch-invalid', 'PATCH', '/connectors/u/config', '{"tasks.max":"x"}'),
  call('patch-required-away', 'PATCH', '/connectors/u/config', '{"topic":null}'),
  call('patch-other-name', 'PATCH', '/connectors/u/config', '{"name":"other"}'),
  call('patch-name-back', 'PATCH', '/connectors/u/config', '{"name":"u"}'),
  call('patch-unknown-null', 'PATCH', '/connectors/u/config', '{"nope":null}'),
  { ...call('patch-number', 'PATCH', '/connectors/u/config', '{"n":1,"f":true}'), ...isRunning },
  { ...call('patch-nothing', 'PATCH', '/connectors/u/config', '{}'), ...isRunning },
  { ...call('restart-only-failed', 'POST', '/connectors/u/restart?onlyFailed=true'), ...isRunning },
  { ...call('restart-empty-flag', 'POST', '/connectors/u/restart?includeTasks='), ...isRunning },
  { ...call('restart-upper', 'POST', '/connectors/u/restart?includeTasks=TRUE&onlyFailed=TRUE'), ...isRunning },
  {
    ...call('restart-body', 'POST', '/connectors/u/restart?includeTasks=true&onlyFailed=true', '{"x":1}'),
    ...isRunning,
  },
  { ...call('restart-task-negative', 'POST', '/connectors/u/tasks/-1/restart'), ...isRunning },
  call('restart-task-text', 'POST', '/connectors/u/tasks/x/restart'),
  call('restart-task-large', 'POST', '/connectors/u/tasks/99999999999/restart'),
  get('task-status-negative', '/connectors/u/tasks/-1/status'),
  get('task-status-large', '/connectors/u/tasks/99999999999/status'),
  call('task-configs-unsigned', 'POST', '/connectors/u/tasks', '[]'),
  call('fence-unsigned', 'PUT', '/connectors/u/fence', '{}'),
  call('topics-reset-unknown', 'PUT', '/connectors/nope/topics/reset'),
]

const entries = (...offsets: unknown[]) => json({ offsets })
const path = '/connectors/u/offsets'
const of = (offset: unknown, partition: unknown = { filename: 'FILE' }) => entries({ partition, offset })

const offsets: readonly ConformanceRequest[] = [
  { ...call('offsets-stop', 'PUT', '/connectors/u/stop'), ...after(/position/, path) },
  {
    ...call('offsets-malformed', 'PATCH', path, '{bad'),
    ...after(/"state":"STOPPED".*"tasks":\[\]/, '/connectors/u/status'),
  },
  call('offsets-body-empty', 'PATCH', path, ''),
  call('offsets-text', 'PATCH', path, '"x"'),
  call('offsets-not-a-list', 'PATCH', path, '{"offsets":{}}'),
  call('offsets-entry-null', 'PATCH', path, '{"offsets":[null]}'),
  call('offsets-entry-text', 'PATCH', path, '{"offsets":["x"]}'),
  call('offsets-entry-list', 'PATCH', path, '{"offsets":[[]]}'),
  call('offsets-entry-empty', 'PATCH', path, '{"offsets":[{}]}'),
  call(
    'offsets-entry-unknown',
    'PATCH',
    path,
    '{"offsets":[{"partition":{"filename":"FILE"},"offset":{"position":1},"x":1}]}',
  ),
  call('offsets-partition-null', 'PATCH', path, of({ position: 1 }, null)),
  call('offsets-partition-empty', 'PATCH', path, of({ position: 1 }, {})),
  call('offsets-partition-list', 'PATCH', path, of({ position: 1 }, [])),
  call('offsets-partition-other-key', 'PATCH', path, of({ position: 1 }, { x: 1 })),
  call('offsets-partition-other-file', 'PATCH', path, of({ position: 1 }, { filename: 'other' })),
  call('offsets-partition-number', 'PATCH', path, of({ position: 1 }, { filename: 1 })),
  call('offsets-position-text', 'PATCH', path, of({ position: '1' })),
  call('offsets-position-word', 'PATCH', path, of({ position: 'x' })),
  call('offsets-position-half', 'PATCH', path, of({ position: 1.5 })),
  call('offsets-position-null', 'PATCH', path, of({ position: null })),
  call('offsets-position-missing', 'PATCH', path, of({})),
  call('offsets-position-other', 'PATCH', path, of({ x: 1 })),
  call('offsets-position-nested', 'PATCH', path, of({ position: { a: 1 } })),
  call('offsets-list', 'PATCH', path, of([])),
  call(
    'offsets-twice',
    'PATCH',
    path,
    entries(
      { partition: { filename: 'FILE' }, offset: { position: 1 } },
      { partition: { filename: 'FILE' }, offset: { position: 2 } },
    ),
  ),
  get('offsets-after-all', path),
  call('offsets-reset-body', 'DELETE', path, '{}'),
  get('offsets-after-reset', path),
]

const sinkPath = '/connectors/k/offsets'
const first = { kafka_topic: 'uncommon-lines', kafka_partition: 0 }
const sinkOf = (partition: unknown, offset: unknown) => entries({ partition, offset })

const sink: readonly ConformanceRequest[] = [
  create('uncommon-sink', {
    name: 'k',
    config: { 'connector.class': 'FileStreamSink', topics: 'uncommon-lines', file: 'FILE.k' },
  }),
  {
    ...call('uncommon-sink-stop', 'PUT', '/connectors/k/stop'),
    ...after(/"RUNNING".*"RUNNING"/, '/connectors/k/status'),
  },
  {
    ...call('sink-topic-number', 'PATCH', sinkPath, sinkOf({ ...first, kafka_topic: 1 }, { kafka_offset: 1 })),
    ...after(/"state":"STOPPED".*"tasks":\[\]/, '/connectors/k/status'),
  },
  call('sink-topic-null', 'PATCH', sinkPath, sinkOf({ ...first, kafka_topic: null }, { kafka_offset: 1 })),
  call('sink-partition-text', 'PATCH', sinkPath, sinkOf({ ...first, kafka_partition: '0' }, { kafka_offset: 1 })),
  call('sink-partition-null', 'PATCH', sinkPath, sinkOf({ ...first, kafka_partition: null }, { kafka_offset: 1 })),
  call('sink-partition-negative', 'PATCH', sinkPath, sinkOf({ ...first, kafka_partition: -1 }, { kafka_offset: 1 })),
  call('sink-partition-extra', 'PATCH', sinkPath, sinkOf({ ...first, x: 1 }, { kafka_offset: 1 })),
  call('sink-partition-nothing', 'PATCH', sinkPath, sinkOf(null, { kafka_offset: 1 })),
  call('sink-offset-text', 'PATCH', sinkPath, sinkOf(first, { kafka_offset: '1' })),
  call('sink-offset-negative', 'PATCH', sinkPath, sinkOf(first, { kafka_offset: -1 })),
  call('sink-offset-half', 'PATCH', sinkPath, sinkOf(first, { kafka_offset: 1.5 })),
  call('sink-offset-null', 'PATCH', sinkPath, sinkOf(first, { kafka_offset: null })),
  call('sink-offset-empty', 'PATCH', sinkPath, sinkOf(first, {})),
  call('sink-offset-beyond', 'PATCH', sinkPath, sinkOf(first, { kafka_offset: 1000 })),
  get('sink-offset-after', sinkPath),
  call('sink-offset-forget', 'PATCH', sinkPath, sinkOf(first, null)),
  call('sink-reset-twice', 'DELETE', sinkPath),
  call('uncommon-sink-delete', 'DELETE', '/connectors/k'),
]

const plugins: readonly ConformanceRequest[] = [
  get('plugins-only-maybe', '/connector-plugins?connectorsOnly=maybe'),
  get('plugin-config-header', '/connector-plugins/SimpleHeaderConverter/config'),
  get('plugin-config-string', '/connector-plugins/org.apache.kafka.connect.storage.StringConverter/config'),
  get('plugin-config-smt-value', '/connector-plugins/org.apache.kafka.connect.transforms.InsertField$Value/config'),
  get('plugin-config-long', '/connector-plugins/org.apache.kafka.connect.file.FileStreamSourceConnector/config'),
  get('plugin-config-connector', '/connector-plugins/FileStreamSourceConnector/config'),
  call('validate-unknown', 'PUT', '/connector-plugins/nope/config/validate', '{"connector.class":"nope"}'),
  call('validate-array', 'PUT', '/connector-plugins/FileStreamSource/config/validate', '[]'),
  call('validate-null', 'PUT', '/connector-plugins/FileStreamSource/config/validate', 'null'),
  call('validate-body-empty', 'PUT', '/connector-plugins/FileStreamSource/config/validate', ''),
  call('validate-nested', 'PUT', '/connector-plugins/FileStreamSource/config/validate', '{"a":{}}'),
]

const loggers: readonly ConformanceRequest[] = [
  call('logger-level-number', 'PUT', '/admin/loggers/org.example', '{"level":1}'),
  call('logger-level-null', 'PUT', '/admin/loggers/org.example', '{"level":null}'),
  call('logger-level-empty', 'PUT', '/admin/loggers/org.example', '{"level":""}'),
  call('logger-malformed', 'PUT', '/admin/loggers/org.example', '{bad'),
  call('logger-body-empty', 'PUT', '/admin/loggers/org.example', ''),
  call('logger-body-null', 'PUT', '/admin/loggers/org.example', 'null'),
  call('logger-body-array', 'PUT', '/admin/loggers/org.example', '[]'),
  call('logger-extra', 'PUT', '/admin/loggers/org.example', '{"level":"info","x":"y"}'),
  call('logger-worker-scope', 'PUT', '/admin/loggers/org.example?scope=worker', '{"level":"WARN"}'),
  call('logger-upper-scope', 'PUT', '/admin/loggers/org.example?scope=CLUSTER', '{"level":"WARN"}'),
  call('logger-cluster-bad', 'PUT', '/admin/loggers/org.example?scope=cluster', '{"level":"nolevel"}'),
  call('logger-cluster-none', 'PUT', '/admin/loggers/org.example?scope=cluster', '{}'),
  get('logger-seen', '/admin/loggers/org.example'),
]

/** In the order in which they are sent. */
export const uncommonRequests: readonly ConformanceRequest[] = [
  create('uncommon-create', { name: 'u', config }),
  { ...get('uncommon-status', '/connectors/u/status'), ...isRunning },
  ...methods,
  ...paths,
  ...types,
  ...bodies,
  ...initial,
  ...life,
  ...offsets,
  ...sink,
  ...plugins,
  ...loggers,
  call('uncommon-delete', 'DELETE', '/connectors/u'),
]
