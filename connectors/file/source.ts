import { type ConnectorProps, defineSource, type ExactlyOnceSupport, SourceConnector } from '../../src/api/index.ts'
import { ConfigDef, nonEmptyString } from '../../src/config/index.ts'
import { type OffsetMap, Schemas } from '../../src/data/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import { FILENAME_FIELD, FileSourceTask, POSITION_FIELD } from './source-task.ts'

const config = new ConfigDef({
  file: {
    type: 'STRING',
    default: null,
    importance: 'HIGH',
    doc: 'File to read, line by line. Without it the standard input is read.',
  },
  topic: {
    type: 'STRING',
    validator: nonEmptyString,
    importance: 'HIGH',
    doc: 'Topic that the lines go to.',
  },
  'batch.size': {
    type: 'INT',
    default: 2000,
    importance: 'LOW',
    doc: 'How many records one poll hands over at most.',
  },
})

class FileStreamSourceConnector extends SourceConnector {
  #props: ConnectorProps = {}

  start(props: ConnectorProps): void {
    this.#props = props
    const { file } = config.parse(props)
    this.context.logger.info(`Starting file source connector reading from ${file ?? 'standard input'}`)
  }

  /** One: a file is read by one task, whatever tasks.max says. */
  taskConfigs(): readonly ConnectorProps[] {
    return [this.#props]
  }

  stop(): void {}

  override exactlyOnceSupport(props: ConnectorProps): ExactlyOnceSupport {
    return isFile(config.parse(props).file) ? 'SUPPORTED' : 'UNSUPPORTED'
  }

  override alterOffsets(
    props: ConnectorProps,
    offsets: readonly { readonly partition: OffsetMap; readonly offset: OffsetMap | null }[],
  ): boolean {
    if (!isFile(config.parse(props).file))
      throw new ConnectException(
        "Offsets cannot be modified if the 'file' configuration is unspecified. Offsets for stdin are not tracked.",
      )
    for (const { partition, offset } of offsets) checkOffset(partition, offset)
    return true
  }
}

const isFile = (file: string | null) => file !== null && file !== ''

/** A null offset is a reset, allowed for any partition. Whether the position is inside the file shows when the task starts. */
function checkOffset(partition: OffsetMap | null, offset: OffsetMap | null): void {
  if (offset === null) return
  if (!Object.hasOwn(offset, POSITION_FIELD))
    throw new ConnectException(`Offset objects should either be null or contain the key '${POSITION_FIELD}'`)
  const position = offset[POSITION_FIELD]
  if (typeof position !== 'bigint' && !Number.isSafeInteger(position))
    throw new ConnectException(`The value for the '${POSITION_FIELD}' key in the offset is expected to be a Long value`)
  if ((position as number | bigint) < 0)
    throw new ConnectException(`The value for the '${POSITION_FIELD}' key in the offset should be a non-negative value`)
  if (partition === null) throw new ConnectException('Partition objects cannot be null')
  if (!Object.hasOwn(partition, FILENAME_FIELD))
    throw new ConnectException(`Partition objects should contain the key '${FILENAME_FIELD}'`)
}

/** `org.apache.kafka.connect.file.FileStreamSourceConnector` (S19.16). */
export const fileSource = defineSource({
  name: 'file-source',
  classes: ['org.apache.kafka.connect.file.FileStreamSourceConnector'],
  summary: 'Reads lines of a text file, or of the standard input, as strings.',
  config,
  examples: [{ title: 'Read a log file and follow it as it grows', config: { file: 'app.log', topic: 'logs' } }],
  connector: () => new FileStreamSourceConnector(),
  task: () => new FileSourceTask(config),
  shape: ({ topic }) => ({ topic, keySchema: null, valueSchema: Schemas.STRING }),
})
