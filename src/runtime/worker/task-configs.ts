import { ConnectException } from '../../errors/index.ts'

type Config = Readonly<Record<string, string>>

class TooManyTasksException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.TooManyTasksException'
}

/**
 * What a connector made, with what the framework adds (S3.6): `task.class`, `topics`, `topics.regex`. Throws when there are too many.
 * @param className - the connector's full class name, whatever alias the configuration uses.
 */
export function connectorTaskConfigs(
  name: string,
  className: string,
  connector: Config,
  made: readonly Config[],
  warn: (message: string) => void,
): Config[] {
  const maxTasks = Number(connector['tasks.max'] ?? 1)
  if (made.length > maxTasks) {
    const text = `The connector ${name} has generated ${made.length} tasks, which is greater than ${maxTasks}, the maximum number of tasks it is configured to create. `
    if ((connector['tasks.max.enforce'] ?? 'true').trim().toLowerCase() !== 'false')
      throw new TooManyTasksException(
        `${text}This behaviour should be considered a bug and is disallowed. If necessary, it can be permitted by reconfiguring the connector with 'tasks.max.enforce' set to false; however, this option will be removed in a future release of Kafka Connect.`,
      )
    warn(`${text}This behaviour should be considered a bug and will be disallowed in future releases of Kafka Connect.`)
  }
  const shared = {
    'task.class': className.replace(/Connector$/, 'Task'),
    ...(connector['topics'] === undefined ? {} : { topics: connector['topics'] }),
    ...(connector['topics.regex'] === undefined ? {} : { 'topics.regex': connector['topics.regex'] }),
  }
  return made.map((config) => ({ ...asTexts(config), ...shared }))
}

/** As they will be read back from where they are stored: code without types gives numbers and null, too. */
const asTexts = (config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, String(value)] as const],
    ),
  )
