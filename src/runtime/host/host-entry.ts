import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../kafka/clock.ts'
import { bundledFunctions } from './bundled-functions.ts'
import { guardThread } from './guard-thread.ts'
import type { HostInit } from './host-api.ts'
import { HostMain } from './host-main.ts'

/** What a worker thread runs: found by `hostEntry()`, never imported. */
if (parentPort === null) throw new Error('host-entry runs in a worker thread only')

const main = new HostMain(parentPort, workerData as HostInit, {
  clock: systemClock,
  preciseNow: () => performance.now(),
  random: Math.random,
  inline: bundledFunctions,
})
guardThread(main)
