import type { ClientIdentity } from '../groups/group-context.ts'
import type { RequestContext } from './handler.ts'

export function clientIdentity({ header, session }: RequestContext): ClientIdentity {
  return { clientId: header.clientId ?? '', clientHost: `/${session.host}` }
}
