import { ConnectException } from '../errors/index.ts'

/** `org.apache.kafka.connect.runtime.rest.errors.BadRequestException`: REST answers 400. */
export class BadRequestException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.rest.errors.BadRequestException'
  readonly statusCode = 400
}
