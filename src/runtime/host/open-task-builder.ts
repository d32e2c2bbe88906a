import type { Logger } from '../../api/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { PluginFactory } from '../task/plugin-factory.ts'
import type { ControlApi, TaskSpec } from './host-api.ts'
import { type Remote, transferring } from './rpc.ts'
import { TaskBuilder } from './task-builder.ts'
import { HostConsumer } from './task-consumer.ts'
import { HostProducer } from './task-producer.ts'

export interface TaskBuilderParts {
  readonly factory: PluginFactory
  readonly control: Remote<ControlApi>
  readonly clock: Clock
  readonly preciseNow: () => number
  readonly random: () => number
  readonly logger: (spec: TaskSpec, name: string, scope?: 'offsets') => Logger
}

/** The builder of tasks with Kafka's clients of this thread. Apart from `HostMain`, because the thread of connectors needs neither: 3 MB. */
export function openTaskBuilder(parts: TaskBuilderParts): TaskBuilder {
  const { control } = parts
  return new TaskBuilder({
    ...parts,
    producer: (properties) => new HostProducer(properties),
    consumer: (spec) =>
      new HostConsumer(spec.consumer ?? {}, (subscription, port) => {
        control.openMembership(spec.run, subscription, transferring(port, [port])).catch(() => port.close())
      }),
  })
}
