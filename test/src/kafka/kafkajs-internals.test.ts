import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { kafkajsVersion } from '../../../src/kafka/kafkajs-internals.ts'

it('kafkajs is the version whose internals were read: after an update, read them again', () => {
  const path = createRequire(import.meta.url).resolve('kafkajs/package.json')
  const installed = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  const wanted = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>
  }
  expect({ installed: installed.version, wanted: wanted.dependencies['kafkajs'] }).toEqual({
    installed: kafkajsVersion,
    wanted: kafkajsVersion,
  })
})
