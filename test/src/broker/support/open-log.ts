import { ServerConfig } from '../../../../src/broker/config/server-config.ts'
import { logConfigOf } from '../../../../src/broker/config/topic-config.ts'
import { type FileSystem, nodeFileSystem } from '../../../../src/broker/index.ts'
import { openPartitionLog } from '../../../../src/broker/log/open-partition-log.ts'
import type { PartitionLog } from '../../../../src/broker/log/partition-log.ts'
import { ManualClock } from './manual-clock.ts'

export interface LogOptions {
  readonly fs?: FileSystem
  readonly clock?: ManualClock
  readonly directory?: string
  readonly settings?: Readonly<Record<string, string>>
  readonly isClean?: boolean
}

/** A log by itself, with small segments and dense indexes unless told otherwise. */
export function openLog(options: LogOptions = {}): PartitionLog {
  const settings = new Map(
    Object.entries({ 'internal.segment.bytes': '1000', 'index.interval.bytes': '100', ...options.settings }),
  )
  const config = logConfigOf(settings, new ServerConfig())
  return openPartitionLog({
    fs: options.fs ?? nodeFileSystem,
    clock: options.clock ?? new ManualClock(),
    directory: options.directory ?? '/log',
    name: 't-0',
    config: () => config,
    isClean: options.isClean ?? false,
    flushedOffset: 0,
  })
}
