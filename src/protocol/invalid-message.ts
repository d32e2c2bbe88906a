import { PipelineError } from '../errors/index.ts'

/** Bytes that are not what the Kafka protocol allows at this place. The connection they came from is beyond repair. */
export function invalidMessage(why: string): PipelineError {
  return new PipelineError('SLW5007', why)
}
