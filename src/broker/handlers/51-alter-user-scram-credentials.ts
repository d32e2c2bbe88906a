import { AlterUserScramCredentials, type RequestOf } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import {
  ITERATIONS_MAX,
  ITERATIONS_MIN,
  type ScramMechanism,
  scramEntry,
  scramMechanisms,
} from '../sasl/credentials.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof AlterUserScramCredentials>

export const alterUserScramCredentials = defineHandler(AlterUserScramCredentials, {
  async handle(request, context) {
    const { broker } = context
    const users = [...new Set([...request.deletions, ...request.upsertions].map(({ name }) => name))]
    const results = users.map((user) => {
      try {
        change(context, request, user)
        return { user, errorCode: 0, errorMessage: null }
      } catch (error) {
        const failure = asFailure(error, broker.log, 'changing a SCRAM user')
        return { user, errorCode: failure.code, errorMessage: failure.message }
      }
    })
    await broker.cluster.settle()
    return { results }
  },
  refuse: (request, errorCode) => ({
    results: [...request.deletions, ...request.upsertions].map(({ name }) => ({
      user: name,
      errorCode,
      errorMessage: null,
    })),
  }),
})

/** All changes of a user, or none. */
function change({ broker: { cluster } }: RequestContext, request: Request, user: string): void {
  const deletions = request.deletions.filter(({ name }) => name === user)
  const upsertions = request.upsertions.filter(({ name }) => name === user)
  if (user === '') throw new KafkaFailure('UNACCEPTABLE_CREDENTIAL', 'Username must not be empty')
  for (const { mechanism } of deletions) {
    nameOf(mechanism)
    if (!cluster.scramCredential(user, mechanism)) {
      throw new KafkaFailure('RESOURCE_NOT_FOUND', `Attempt to delete a user credential that does not exist`)
    }
  }
  for (const { mechanism, iterations } of upsertions) {
    nameOf(mechanism)
    if (iterations < ITERATIONS_MIN) throw new KafkaFailure('UNACCEPTABLE_CREDENTIAL', 'Too few iterations')
    if (iterations > ITERATIONS_MAX) throw new KafkaFailure('UNACCEPTABLE_CREDENTIAL', 'Too many iterations')
  }
  for (const { mechanism } of deletions) cluster.changeScram(user, mechanism, null)
  for (const { mechanism, iterations, salt, saltedPassword } of upsertions) {
    cluster.changeScram(user, mechanism, scramEntry(nameOf(mechanism), saltedPassword, salt, iterations))
  }
}

function nameOf(number: number): ScramMechanism {
  const found = Object.entries(scramMechanisms).find(([, mechanism]) => mechanism.number === number)
  if (!found) throw new KafkaFailure('UNSUPPORTED_SASL_MECHANISM', 'Unknown SCRAM mechanism')
  return found[0] as ScramMechanism
}
