/**
 * `npm run demo`: runs pipelines/demo/zipcodes.ts on an embedded broker, shows how it gets on, and compares output with input. Data stays in
 * .sluiceway/demo, output in out/demo: a second run continues from the stored offsets. `--keep` leaves the broker up until Ctrl-C, `--port N`
 * fixes its port, `--fresh` begins anew.
 */
import { rmSync } from 'node:fs'
import { parseArgs, styleText } from 'node:util'
import { reportFailure } from '../cli/output/report-failure.ts'
import { runDemo } from './demo/run-demo.ts'

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
})

if (values.fresh) for (const path of ['.sluiceway/demo', 'out/demo']) rmSync(path, { recursive: true, force: true })

try {
  const isSame = await runDemo({ port: Number(values.port), keep: values.keep })
  if (!isSame) {
    process.stderr.write(`${styleText('red', 'The output differs from the input.')}\n`)
    process.exitCode = 1
  }
} catch (error) {
  process.exitCode = reportFailure(error, { json: false })
}
