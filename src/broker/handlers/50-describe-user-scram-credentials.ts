import { DescribeUserScramCredentials, ErrorCode } from '../../protocol/index.ts'
import { scramMechanisms } from '../sasl/credentials.ts'
import { defineHandler } from './handler.ts'

export const describeUserScramCredentials = defineHandler(DescribeUserScramCredentials, {
  handle(request, { broker: { cluster } }) {
    const asksAll = request.users === null || request.users.length === 0
    const users = asksAll ? cluster.scramUsers() : (request.users ?? []).map(({ name }) => name)
    const results = users.map((user) => {
      const credentialInfos = Object.values(scramMechanisms).flatMap(({ number }) => {
        const found = cluster.scramCredential(user, number)
        return found ? [{ mechanism: number, iterations: found.iterations }] : []
      })
      if (credentialInfos.length > 0) return { user, errorCode: 0, errorMessage: null, credentialInfos }
      const errorMessage = `Attempt to describe a user credential that does not exist: ${user}`
      return { user, errorCode: ErrorCode.RESOURCE_NOT_FOUND, errorMessage, credentialInfos }
    })
    return { errorCode: 0, errorMessage: null, results }
  },
  refuse: (_request, errorCode) => ({ errorCode, errorMessage: null, results: [] }),
})
