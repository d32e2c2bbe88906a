import { DescribeAcls, ErrorCode } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

/** Kafka's text for a broker without an authorizer. */
export const noAuthorizer = 'No Authorizer is configured.'

export const describeAcls = defineHandler(DescribeAcls, {
  handle: () => ({ errorCode: ErrorCode.SECURITY_DISABLED, errorMessage: noAuthorizer, resources: [] }),
  refuse: (_request, errorCode) => ({ errorCode, errorMessage: null, resources: [] }),
})
