import { after, afterRunning, type ConformanceRequest, call, get, json } from './conformance-request.ts'
import { uncommonRequests } from './uncommon-requests.ts'

const source = { 'connector.class': 'FileStreamSource', topic: 'rest-lines', file: 'FILE' }
const status = '/connectors/a/status'
const isRunning = afterRunning('a')
const text = { headers: { 'Content-Type': 'text/plain' } }

const bodies: readonly ConformanceRequest[] = [
  call('create-malformed', 'POST', '/connectors', '{bad'),
  call('create-truncated', 'POST', '/connectors', '{"name":"a"'),
  call('create-array', 'POST', '/connectors', '[]'),
  call('create-text', 'POST', '/connectors', '"a"'),
  call('create-number', 'POST', '/connectors', '1'),
  call('create-empty', 'POST', '/connectors', ''),
  call('create-null', 'POST', '/connectors', 'null'),
  { ...call('create-plain-text', 'POST', '/connectors', '{}'), ...text },
  call('create-empty-object', 'POST', '/connectors', '{}'),
  call('create-unknown-field', 'POST', '/connectors', '{"name":"a","bogus":1,"config":{}}'),
  call('create-no-config', 'POST', '/connectors', '{"name":"a"}'),
  call('create-config-array', 'POST', '/connectors', '{"name":"a","config":[]}'),
  call('create-nested-config', 'POST', '/connectors', '{"name":"a","config":{"a":{}}}'),
  call('create-bad-state', 'POST', '/connectors', json({ name: 'a', config: source, initial_state: 'RUN' })),
  call('create-unknown-class', 'POST', '/connectors', '{"name":"a","config":{"connector.class":"nope"}}'),
  call('create-no-class', 'POST', '/connectors', '{"name":"a","config":{"topic":"t"}}'),
  call('create-other-name', 'POST', '/connectors', json({ name: 'a', config: { ...source, name: 'b' } })),
  call('create-missing-topic', 'POST', '/connectors', '{"name":"a","config":{"connector.class":"FileStreamSource"}}'),
  call('put-malformed', 'PUT', '/connectors/a/config', '{bad'),
  call('put-array', 'PUT', '/connectors/a/config', '[]'),
  call('put-empty', 'PUT', '/connectors/a/config', ''),
  call('put-other-name', 'PUT', '/connectors/a/config', json({ ...source, name: 'b' })),
]

const unknown: readonly ConformanceRequest[] = [
  get('unknown-info', '/connectors/nope'),
  get('unknown-config', '/connectors/nope/config'),
  get('unknown-status', '/connectors/nope/status'),
  get('unknown-tasks', '/connectors/nope/tasks'),
  get('unknown-task-status', '/connectors/nope/tasks/0/status'),
  get('unknown-topics', '/connectors/nope/topics'),
  get('unknown-offsets', '/connectors/nope/offsets'),
  call('unknown-pause', 'PUT', '/connectors/nope/pause'),
  {
    ...call('pause-form', 'PUT', '/connectors/nope/pause'),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  },
  call('unknown-resume', 'PUT', '/connectors/nope/resume'),
  call('unknown-stop', 'PUT', '/connectors/nope/stop'),
  call('unknown-restart', 'POST', '/connectors/nope/restart'),
  call('unknown-restart-tasks', 'POST', '/connectors/nope/restart?includeTasks=true'),
  call('unknown-restart-task', 'POST', '/connectors/nope/tasks/0/restart'),
  call('unknown-delete', 'DELETE', '/connectors/nope'),
  call('unknown-patch', 'PATCH', '/connectors/nope/config', '{"x":"y"}'),
  call('unknown-delete-offsets', 'DELETE', '/connectors/nope/offsets'),
  call('unknown-patch-offsets', 'PATCH', '/connectors/nope/offsets', '{"offsets":[{"partition":{},"offset":{}}]}'),
]

const life: readonly ConformanceRequest[] = [
  call('create', 'POST', '/connectors', json({ name: ' a ', config: { ...source, 'tasks.max': 2 } })),
  { ...call('create-existing', 'POST', '/connectors', json({ name: 'a', config: source })), ...isRunning },
  get('info', '/connectors/a'),
  get('config', '/connectors/a/config'),
  get('status', status),
  get('tasks', '/connectors/a/tasks'),
  get('task-status', '/connectors/a/tasks/0/status'),
  get('task-status-unknown', '/connectors/a/tasks/7/status'),
  get('task-status-text', '/connectors/a/tasks/x/status'),
  { ...call('restart-failed', 'POST', '/connectors/a/restart?includeTasks=true&onlyFailed=true'), ...isRunning },
  get('tasks-config', '/connectors/a/tasks-config'),
  { ...get('topics', '/connectors/a/topics'), ...after(/rest-lines/, '/connectors/a/topics') },
  call('topics-reset', 'PUT', '/connectors/a/topics/reset'),
  get('list', '/connectors'),
  get('list-slash', '/connectors/'),
  get('list-expanded', '/connectors?expand=status&expand=info'),
  get('list-expanded-unknown', '/connectors?expand=foo'),
  call('patch', 'PATCH', '/connectors/a/config', '{"x":"y","tasks.max":null}'),
  call('patch-array', 'PATCH', '/connectors/a/config', '[]'),
  call('put-null-value', 'PUT', '/connectors/a/config', json({ ...source, a: null })),
  call('put', 'PUT', '/connectors/a/config', json({ ...source, 'tasks.max': 1 })),
  { ...call('restart', 'POST', '/connectors/a/restart'), ...isRunning },
  { ...call('restart-tasks', 'POST', '/connectors/a/restart?includeTasks=true&onlyFailed=false'), ...isRunning },
  { ...call('restart-maybe', 'POST', '/connectors/a/restart?includeTasks=maybe'), ...isRunning },
  { ...call('restart-task', 'POST', '/connectors/a/tasks/0/restart'), ...isRunning },
  { ...call('restart-task-unknown', 'POST', '/connectors/a/tasks/5/restart'), ...isRunning },
  { ...call('pause', 'PUT', '/connectors/a/pause'), ...isRunning },
  {
    ...get('status-paused', status),
    ...after(/"connector":\{"state":"PAUSED".*"tasks":\[\{"id":0,"state":"PAUSED"/, status),
  },
  call('resume', 'PUT', '/connectors/a/resume'),
]

const offset = (value: unknown) => json({ offsets: [{ partition: { filename: 'FILE' }, offset: value }] })
const path = '/connectors/a/offsets'

const offsets: readonly ConformanceRequest[] = [
  { ...get('offsets', path), ...after(/position/, path) },
  { ...call('offsets-empty', 'PATCH', path, '{"offsets":[]}'), ...isRunning },
  call('offsets-none', 'PATCH', path, '{}'),
  call('offsets-null', 'PATCH', path, 'null'),
  call('offsets-array', 'PATCH', path, '[]'),
  call('offsets-unknown-field', 'PATCH', path, '{"offset":[]}'),
  call('offsets-running', 'PATCH', path, offset({ position: 3 })),
  call('offsets-reset-running', 'DELETE', path),
  call('stop', 'PUT', '/connectors/a/stop'),
  { ...get('status-stopped', status), ...after(/"state":"STOPPED".*"tasks":\[\]/, status) },
  call('offsets-alter', 'PATCH', path, offset({ position: 3 })),
  call('offsets-negative', 'PATCH', path, offset({ position: -3 })),
  call('offsets-forget', 'PATCH', path, offset(null)),
  get('offsets-forgotten', path),
  call('offsets-reset', 'DELETE', path),
]

const sinkConfig = { 'connector.class': 'FileStreamSink', topics: 'rest-lines' }
const sinkPath = '/connectors/b/offsets'
const sinkOffset = (partition: unknown, value: unknown) => json({ offsets: [{ partition, offset: value }] })
const first = { kafka_topic: 'rest-lines', kafka_partition: 0 }

const sink: readonly ConformanceRequest[] = [
  call('sink-put-no-topics', 'PUT', '/connectors/b/config', '{"connector.class":"FileStreamSink"}'),
  call('sink-put', 'PUT', '/connectors/b/config', json({ ...sinkConfig, file: 'FILE.out' })),
  {
    ...get('sink-offsets', sinkPath),
    ...after(/"tasks":\[\{"id":0,"state":"RUNNING"/, '/connectors/b/status'),
  },
  call('sink-stop', 'PUT', '/connectors/b/stop'),
  {
    ...call('sink-offsets-no-partition', 'PATCH', sinkPath, sinkOffset({}, { kafka_offset: 1 })),
    ...after(/"state":"STOPPED".*"tasks":\[\]/, '/connectors/b/status'),
  },
  call('sink-offsets-text-partition', 'PATCH', sinkPath, sinkOffset({ ...first, kafka_partition: 'x' }, null)),
  call('sink-offsets-text-offset', 'PATCH', sinkPath, sinkOffset(first, { kafka_offset: 'x' })),
  call('sink-offsets-no-offset', 'PATCH', sinkPath, sinkOffset(first, { other: 1 })),
  call('sink-offsets-alter', 'PATCH', sinkPath, sinkOffset(first, { kafka_offset: 1 })),
  get('sink-offsets-altered', sinkPath),
  call('sink-offsets-reset', 'DELETE', sinkPath),
  get('sink-offsets-none', sinkPath),
  call('sink-delete', 'DELETE', '/connectors/b'),
]

const plugins: readonly ConformanceRequest[] = [
  get('plugins', '/connector-plugins'),
  get('plugins-slash', '/connector-plugins/'),
  get('plugins-all', '/connector-plugins?connectorsOnly=false'),
  get('plugin-config', '/connector-plugins/FileStreamSource/config'),
  get('plugin-config-sink', '/connector-plugins/FileStreamSink/config'),
  get('plugin-config-smt', '/connector-plugins/org.apache.kafka.connect.transforms.RegexRouter/config'),
  get('plugin-config-converter', '/connector-plugins/JsonConverter/config'),
  get('plugin-config-predicate', '/connector-plugins/TopicNameMatches/config'),
  get('plugin-config-unknown', '/connector-plugins/nope/config'),
  call('validate-empty', 'PUT', '/connector-plugins/FileStreamSource/config/validate', '{}'),
  call('validate-malformed', 'PUT', '/connector-plugins/FileStreamSource/config/validate', '{bad'),
  call(
    'validate-other-class',
    'PUT',
    '/connector-plugins/FileStreamSource/config/validate',
    '{"connector.class":"FileStreamSink"}',
  ),
  call(
    'validate-bad-number',
    'PUT',
    '/connector-plugins/FileStreamSource/config/validate',
    '{"connector.class":"FileStreamSource","tasks.max":"x"}',
  ),
  call(
    'validate',
    'PUT',
    '/connector-plugins/FileStreamSource/config/validate',
    json({ ...source, name: 'v', 'tasks.max': '1' }),
  ),
  call(
    'validate-smt',
    'PUT',
    '/connector-plugins/FileStreamSink/config/validate',
    json({
      ...sinkConfig,
      ...{ name: 'v', transforms: 'r', 'transforms.r.type': 'org.apache.kafka.connect.transforms.RegexRouter' },
    }),
  ),
]

const loggers: readonly ConformanceRequest[] = [
  get('loggers', '/admin/loggers'),
  get('logger-root', '/admin/loggers/root'),
  get('logger-unknown', '/admin/loggers/nope'),
  call('logger-set', 'PUT', '/admin/loggers/org.example.Thing', '{"level":"debug"}'),
  call('logger-bad-level', 'PUT', '/admin/loggers/root', '{"level":"nolevel"}'),
  call('logger-no-level', 'PUT', '/admin/loggers/root', '{}'),
  call('logger-cluster', 'PUT', '/admin/loggers/org.example?scope=cluster', '{"level":"debug"}'),
  {
    ...call('logger-unknown-scope', 'PUT', '/admin/loggers/org.example?scope=foo', '{"level":"debug"}'),
    ...after(/DEBUG/, '/admin/loggers/org.example'),
  },
]

const protocol: readonly ConformanceRequest[] = [
  get('health', '/health'),
  get('unknown-path', '/nope'),
  call('root-delete', 'DELETE', '/'),
  call('options', 'OPTIONS', '/connectors'),
  call('head', 'HEAD', '/connectors'),
  { ...get('accept-html', '/connectors'), headers: { Accept: 'text/html' } },
  call('put-connectors', 'PUT', '/connectors'),
  get('slash-in-name', '/connectors/a%2Fb'),
  get('space-in-name', '/connectors/a%20b'),
  get('percent', '/connectors/%zz'),
]

/** In the order in which they are sent: later ones stand on what earlier ones made. */
export const requests: readonly ConformanceRequest[] = [
  ...protocol.slice(0, 3),
  get('list-empty', '/connectors'),
  ...bodies,
  ...unknown,
  ...life,
  ...offsets,
  ...sink,
  ...plugins,
  ...loggers,
  ...protocol.slice(3),
  ...uncommonRequests,
  call('delete', 'DELETE', '/connectors/a'),
  { ...get('list-at-last', '/connectors'), ...after(/^\[\]$/, '/connectors') },
]
