const runtime = 'org.apache.kafka.connect.runtime'

/** Loggers of the framework, named after the Java classes that users know from Kafka Connect's log configuration. */
export const LOGGERS = {
  worker: `${runtime}.Worker`,
  herder: `${runtime}.distributed.DistributedHerder`,
  sourceTask: `${runtime}.WorkerSourceTask`,
  exactlyOnceTask: `${runtime}.ExactlyOnceWorkerSourceTask`,
  sinkTask: `${runtime}.WorkerSinkTask`,
  offsetCommitter: `${runtime}.SourceTaskOffsetCommitter`,
  logReporter: `${runtime}.errors.LogReporter`,
  deadLetterQueue: `${runtime}.errors.DeadLetterQueueReporter`,
} as const
