import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rest, startBrokerProcess, startWorkerProcess, statuses, until, workerSettings } from './fixtures/cluster.ts'
import { readCommitted } from './fixtures/read-topic.ts'

/**
 * `node soak.ts [minutes] [report.json]`: three workers, one killed with SIGKILL every 20 s; lines go from files through exactly-once sources to
 * topics and through sinks to files. Nothing may be lost, and nothing may stand twice in a topic. Ends with exit code 1 when something did.
 */
const minutes = Number(process.argv[2] ?? 30)
const reportFile = process.argv[3]
const PIPES = 3
const LINES_PER_SECOND = 20
const dir = mkdtempSync(join(tmpdir(), 'soak-'))
const broker = await startBrokerProcess(join(dir, 'broker'))
const settings = workerSettings(broker.bootstrap, { 'exactly.once.source.support': 'enabled' })
const workers = [
  await startWorkerProcess(settings, { logDir: dir }),
  await startWorkerProcess(settings, { logDir: dir }),
  await startWorkerProcess(settings, { logDir: dir }),
]
const inputs = Array.from({ length: PIPES }, (_, i) => join(dir, `in-${i}`))
const outputs = Array.from({ length: PIPES }, (_, i) => join(dir, `out-${i}`))
let written = 0
const recoveriesMs: number[] = []
let kills = 0

const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
}
const anyUrl = () => workers[0]!.url

for (const [i, file] of inputs.entries()) {
  writeFileSync(file, '')
  const put = (name: string, config: object) =>
    until(`${name} is created`, async () => {
      await rest(anyUrl(), `/connectors/${name}/config`, 'PUT', config)
      return true
    })
  await put(`in-${i}`, { 'connector.class': 'FileStreamSource', 'tasks.max': '1', file, topic: `lines-${i}` })
  await put(`out-${i}`, {
    'connector.class': 'test.LineSinkConnector',
    'tasks.max': '1',
    topics: `lines-${i}`,
    file: outputs[i]!,
    'consumer.override.isolation.level': 'read_committed',
  })
}

const allRun = async () => {
  const found = Object.values(await statuses(anyUrl()))
  const alive = new Set(workers.map(({ workerId }) => workerId))
  return (
    found.length === 2 * PIPES &&
    found.every(
      ({ connector, tasks }) =>
        tasks.length === 1 &&
        [connector, ...tasks].every(({ state, worker_id }) => state === 'RUNNING' && alive.has(worker_id)),
    )
  )
}
await until('everything runs', allRun)
process.stdout.write(`soak of ${minutes} min in ${dir}\n`)

const writing = setInterval(() => {
  for (const file of inputs)
    appendFileSync(file, Array.from({ length: LINES_PER_SECOND / 2 }, (_, i) => `line-${written + i}\n`).join(''))
  written += LINES_PER_SECOND / 2
}, 500)

const begun = Date.now()
while (Date.now() - begun < minutes * 60_000) {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + (kills + 1) * 20_000 - Date.now())))
  const index = Math.floor(Math.random() * workers.length)
  const { port } = workers[index]!
  const [victim] = workers.splice(index, 1)
  await victim!.kill()
  kills++
  const killedAt = Date.now()
  await until('everything runs on the others', allRun, 60_000)
  recoveriesMs.push(Date.now() - killedAt)
  process.stdout.write(
    `${new Date().toISOString()} kill ${kills}: everything runs again after ${recoveriesMs.at(-1)} ms\n`,
  )
  workers.push(await startWorkerProcess(settings, { port, logDir: dir }))
}
clearInterval(writing)
const expected = Array.from({ length: written }, (_, i) => `line-${i}`)
const sunk = (i: number) => linesOf(outputs[i]!).map((line) => line.slice(line.indexOf(' ') + 1))
await until(
  'every line has arrived',
  async () => inputs.every((_, i) => new Set(sunk(i)).size >= written),
  120_000,
  2_000,
).catch((error: unknown) => process.stderr.write(`${String(error)}\n`))

const results = []
for (const [i] of inputs.entries()) {
  const inTopic = await readCommitted(broker.bootstrap, `lines-${i}`)
  const inTopicSet = new Set(inTopic)
  const seen = new Set(sunk(i))
  results.push({
    written,
    inTopic: inTopic.length,
    lostInTopic: expected.filter((line) => !inTopicSet.has(line)).length,
    twiceInTopic: inTopic.length - new Set(inTopic).size,
    isInOrder: inTopic.every((line, at) => line === expected[at]),
    lostInSink: expected.filter((line) => !seen.has(line)).length,
    twiceInSink: sunk(i).length - seen.size,
  })
}
const sorted = [...recoveriesMs].sort((a, b) => a - b)
const report = {
  date: new Date(begun).toISOString(),
  minutes: (Date.now() - begun) / 60_000,
  kills,
  recoveryMs: { median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) },
  results,
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
if (reportFile) writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`)
await Promise.all(workers.map((worker) => worker.stop()))
await broker.stop()
const isSound = results.every((each) => each.lostInTopic + each.twiceInTopic + each.lostInSink === 0)
process.exit(isSound ? 0 : 1)
