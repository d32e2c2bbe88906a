import { HttpError } from '../http-error.ts'
import { accepted, ok, type Route } from '../route.ts'

const path = '/connectors/:connector/topics'
const forbidden = (message: string) => new HttpError(403, message)

export const topicRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    role: 'read',
    summary: 'Topics the connector was seen to use.',
    async handle({ herder, settings }, { params }) {
      if (!settings.topicTrackingEnabled) throw forbidden('Topic tracking is disabled.')
      const name = params['connector']!
      return ok({ [name]: { topics: await herder.connectorActiveTopics(name) } })
    },
  },
  {
    method: 'PUT',
    path: `${path}/reset`,
    role: 'operate',
    summary: 'Forget the topics the connector was seen to use.',
    async handle({ herder, settings }, { params }) {
      if (!settings.topicTrackingEnabled) throw forbidden('Topic tracking is disabled.')
      if (!settings.topicTrackingResetAllowed) throw forbidden('Topic tracking reset is disabled.')
      await herder.resetConnectorActiveTopics(params['connector']!)
      return accepted
    },
  },
]
