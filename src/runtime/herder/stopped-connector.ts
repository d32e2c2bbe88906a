import type { ConnectorRecord } from '../store/config-state.ts'
import { BadRequestException } from './herder-errors.ts'

/** Offsets may be changed only while nothing of the connector runs (S18.1). Gives the record again. */
export function mustBeStopped(record: ConnectorRecord): ConnectorRecord {
  if (record.target === 'STOPPED' && record.tasks.length === 0) return record
  throw new BadRequestException(
    `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${record.name}/stop' endpoint`,
  )
}
