// node .ci/plugin-check.mjs URL FOLDER: a worker whose plugin.path has com.example.Shout 1.2.3 lists it, checks versions against it, and runs it.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [url, folder] = process.argv.slice(2)

async function ask(method, path, body) {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

const plugins = (await ask('GET', '/connector-plugins?connectorsOnly=false')).body
assert.equal(plugins.find((plugin) => plugin.class === 'com.example.Shout$Value')?.version, '1.2.3')
const own = plugins.find((plugin) => plugin.class.endsWith('.FileStreamSourceConnector')).version

const input = join(folder, 'shout-in.txt')
const output = join(folder, 'shout-out.txt')
writeFileSync(input, 'one\n')
const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const source = (versions = {}) => ({
  'connector.class': 'FileStreamSource',
  file: input,
  topic: 'shouts',
  'value.converter': STRING,
  transforms: 'shout',
  'transforms.shout.type': 'com.example.Shout$Value',
  ...versions,
})
const errorsOf = async (versions) => {
  const { body } = await ask('PUT', '/connector-plugins/FileStreamSource/config/validate', {
    name: 's',
    ...source(versions),
  })
  return body.configs.filter(({ value }) => value.errors.length > 0).map(({ value }) => value.name)
}
const right = { 'connector.plugin.version': own, 'transforms.shout.plugin.version': '[1.2,1.3)' }
assert.deepEqual(await errorsOf(right), [])
assert.ok((await errorsOf({ 'connector.plugin.version': '[99,)' })).includes('connector.plugin.version'))
assert.ok((await errorsOf({ 'transforms.shout.plugin.version': '[2,)' })).includes('transforms.shout.plugin.version'))

const config = { 'connector.class': 'FileStreamSink', topics: 'shouts', file: output, 'value.converter': STRING }
assert.equal((await ask('PUT', '/connectors/shout-source/config', source(right))).status, 201)
assert.equal((await ask('PUT', '/connectors/shout-sink/config', config)).status, 201)
const written = () => {
  try {
    return readFileSync(output, 'utf8')
  } catch {
    return ''
  }
}
for (let i = 0; i < 300 && written() !== 'ONE!\n'; i++) await sleep(100)
assert.equal(written(), 'ONE!\n', JSON.stringify((await ask('GET', '/connectors?expand=status')).body))
for (const name of ['shout-source', 'shout-sink'])
  assert.equal((await ask('DELETE', `/connectors/${name}`)).status, 204)
