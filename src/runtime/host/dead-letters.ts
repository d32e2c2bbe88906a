import type { HeaderConverter, Logger } from '../../api/index.ts'
import { DeadLetterQueue } from '../error/dead-letter-queue.ts'
import { SourceDeadLetterQueue } from '../error/source-dead-letter-queue.ts'
import type { ToleranceSettings } from '../error/tolerance-settings.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import { SecretTexts } from '../secrets/secret-texts.ts'
import type { TaskProducer } from '../task/kafka-ports.ts'
import type { PluginFactory } from '../task/plugin-factory.ts'
import type { ControlApi, TaskSpec } from './host-api.ts'
import type { Remote } from './rpc.ts'

export interface DeadLettersInput {
  readonly spec: TaskSpec
  readonly settings: ToleranceSettings
  readonly control: Remote<ControlApi>
  readonly counters: TaskCounters
  readonly logger: Logger
}

/** The dead letter queue of a sink, its topic found or created; null when there is none. */
export async function sinkDeadLetters(
  input: DeadLettersInput,
  producer: () => TaskProducer,
): Promise<DeadLetterQueue | null> {
  const options = await openTopic(input)
  return options && new DeadLetterQueue({ ...options, producer: producer() })
}

/** The same for a source. `producer` is the task's own. */
export async function sourceDeadLetters(
  input: DeadLettersInput,
  producer: Pick<TaskProducer, 'send'>,
  factory: PluginFactory,
  headerConverter: HeaderConverter,
): Promise<SourceDeadLetterQueue | null> {
  const options = await openTopic(input)
  if (options === null) return null
  const json = { className: 'org.apache.kafka.connect.json.JsonConverter', props: { 'schemas.enable': 'true' } }
  const [key, value] = await Promise.all([factory.converter(json, true), factory.converter(json, false)])
  return new SourceDeadLetterQueue({
    ...options,
    producer,
    jsonKey: key.converter,
    jsonValue: value.converter,
    headerConverter,
  })
}

async function openTopic({ spec, settings, control, counters, logger }: DeadLettersInput) {
  const topic = settings['errors.deadletterqueue.topic.name']
  if (topic === '') return null
  await control.openDlqTopic(spec.run, topic, settings['errors.deadletterqueue.topic.replication.factor'])
  const secrets = new SecretTexts()
  secrets.add(spec.secrets)
  return {
    ...{ topic, counters, logger },
    hasContextHeaders: settings['errors.deadletterqueue.context.headers.enable'],
    connector: spec.id.connector,
    task: spec.id.task,
    hide: (text: string) => secrets.hide(text),
  }
}
