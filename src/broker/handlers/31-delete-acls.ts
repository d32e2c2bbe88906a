import { DeleteAcls, ErrorCode, type RequestOf } from '../../protocol/index.ts'
import { noAuthorizer } from './29-describe-acls.ts'
import { defineHandler } from './handler.ts'

const refuse = (request: RequestOf<typeof DeleteAcls>, errorCode: number, errorMessage: string | null) => ({
  filterResults: request.filters.map(() => ({ errorCode, errorMessage, matchingAcls: [] })),
})

export const deleteAcls = defineHandler(DeleteAcls, {
  handle: (request) => refuse(request, ErrorCode.SECURITY_DISABLED, noAuthorizer),
  refuse: (request, code) => refuse(request, code, null),
})
