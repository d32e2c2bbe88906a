import { CreateAcls, ErrorCode, type RequestOf } from '../../protocol/index.ts'
import { noAuthorizer } from './29-describe-acls.ts'
import { defineHandler } from './handler.ts'

const refuse = (request: RequestOf<typeof CreateAcls>, errorCode: number, errorMessage: string | null) => ({
  results: request.creations.map(() => ({ errorCode, errorMessage })),
})

export const createAcls = defineHandler(CreateAcls, {
  handle: (request) => refuse(request, ErrorCode.SECURITY_DISABLED, noAuthorizer),
  refuse: (request, code) => refuse(request, code, null),
})
