import { ConnectException } from '../../errors/index.ts'

/** The other workers of the group may well have it: the message says whose plugins are incomplete. */
export const missingConnector = (className: string, workerId: string): ConnectException =>
  new ConnectException(
    `Failed to find any class that implements Connector and which name matches ${className}: worker ${workerId} has no such plugin. All workers of a group need the same plugins.`,
  )
