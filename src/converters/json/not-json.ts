import { DataException } from '../../errors/index.ts'

/** What JsonConverter throws for bytes that are not JSON; the reason is the cause's message. */
export const notJson = (reason: string): DataException =>
  new DataException(
    'Converting byte[] to Kafka Connect data failed due to serialization error: ',
    new SyntaxError(reason),
  )
