import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const code = (version: string) => `
import {
  ConfigDef, defineConverter, definePredicate, defineSource, defineTransformation, SourceConnector, SourceRecord, SourceTask,
} from 'sluiceway'
const key = (name, value) => ({ [name]: { type: 'STRING', default: value, importance: 'LOW', doc: 'Of this version.' } })
// What a version leaves behind in its module, another one must not see.
let passed = 0
class EchoConnector extends SourceConnector {
  start(props) { this.props = props }
  taskConfigs() { return [this.props] }
  stop() {}
}
class EchoTask extends SourceTask {
  start(props) { this.props = props }
  async poll() {
    if (this.isDone) return null
    this.isDone = true
    const { topic } = this.props
    return [new SourceRecord({ sourcePartition: {}, sourceOffset: { at: 1 }, topic, value: 'echo ${version}' })]
  }
  stop() {}
}
export const echo = defineSource({
  name: 'echo',
  classes: ['com.example.EchoSourceConnector'],
  summary: 'Says its version once.',
  config: new ConfigDef({
    topic: { type: 'STRING', importance: 'HIGH', doc: 'Where to.' },
    ...key('only.in.${version}', 'x'),
    'door.${version}': { type: 'PASSWORD', default: null, importance: 'LOW', doc: 'A secret.' },
  }),
  connector: () => new EchoConnector(),
  task: () => new EchoTask(),
})
export const shout = defineTransformation({
  name: 'shout',
  classes: ['com.example.Shout'],
  summary: 'Adds its version.',
  config: new ConfigDef(key('loud.${version}', 'y')),
  create: () => ({ apply: (record) => record.with({ value: record.value + ' shout ${version} ' + ++passed }) }),
})
export const marker = definePredicate({
  name: 'marker',
  classes: ['com.example.Marker'],
  summary: 'Matches always.',
  config: new ConfigDef(key('mark.${version}', 'z')),
  create: () => ({ test: () => true }),
})
const bytes = (value) => (value === null ? null : Buffer.from(value + ' conv ${version}'))
export const mark = defineConverter({
  name: 'mark',
  classes: ['com.example.MarkConverter'],
  summary: 'Adds its version.',
  header: true,
  config: new ConfigDef(key('conv.${version}', 'c')),
  create: () => ({
    fromConnectData: (_topic, _schema, value) => bytes(value),
    toConnectData: (_topic, data) => ({ schema: null, value: data === null ? null : String(data) }),
  }),
})
`

/** A package with a connector, an SMT, a predicate and a converter, each of which puts its version into every record. Gives its folder. */
export function writeEchoPackage(folder: string, version: string): string {
  const path = join(folder, `echo-${version}`)
  mkdirSync(path, { recursive: true })
  const manifest = { name: 'echo', version, main: './index.js', peerDependencies: { sluiceway: '*' } }
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(path, 'index.js'), code(version))
  return path
}
