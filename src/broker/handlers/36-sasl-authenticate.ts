import { ErrorCode, SaslAuthenticate } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler } from './handler.ts'

const NOTHING = Buffer.alloc(0)

export const saslAuthenticate = defineHandler(SaslAuthenticate, {
  handle(request, { session }) {
    if (!session.sasl) {
      const errorMessage = 'SaslAuthenticate request received after successful authentication'
      return { errorCode: ErrorCode.ILLEGAL_SASL_STATE, errorMessage, authBytes: NOTHING }
    }
    try {
      const { answer, user } = session.sasl.next(request.authBytes)
      if (user !== undefined) {
        session.sasl = undefined
        session.isAuthenticated = true
        session.principal = `User:${user}`
      }
      return { errorCode: 0, errorMessage: null, authBytes: answer }
    } catch (error) {
      if (!(error instanceof KafkaFailure)) throw error
      session.sasl = undefined
      return { errorCode: error.code, errorMessage: error.message, authBytes: NOTHING }
    }
  },
  refuse: (_request, errorCode) => ({ errorCode, errorMessage: null, authBytes: NOTHING }),
})
