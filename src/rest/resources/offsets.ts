import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { entityName, expectObject, expectOnly } from '../json-body.ts'
import { ok, type Route } from '../route.ts'

const path = '/connectors/:connector/offsets'

function decode(body: unknown): ConnectorOffset[] {
  const object = expectObject(body, entityName('ConnectorOffsets'))
  if (object !== null) expectOnly(object, 'ConnectorOffsets', ['offsets'])
  const offsets = object?.['offsets']
  if (!Array.isArray(offsets) || offsets.length === 0)
    throw badRequest('Partitions / offsets need to be provided for an alter offsets request')
  return offsets.map((entry: unknown) => {
    const offset = expectObject(entry, entityName('ConnectorOffset'))
    if (offset === null) throw new HttpError(500, 'A connector offset may not be null')
    expectOnly(offset, 'ConnectorOffset', ['partition', 'offset'])
    return {
      partition: (offset['partition'] ?? null) as OffsetMap,
      offset: (offset['offset'] ?? null) as OffsetMap | null,
    }
  })
}

export const offsetRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    role: 'read',
    summary: 'Committed offsets of a connector.',
    handle: async ({ herder }, { params }) => ok({ offsets: await herder.connectorOffsets(params['connector']!) }),
  },
  {
    method: 'PATCH',
    path,
    role: 'operate',
    summary: 'Set or forget single offsets of a stopped connector.',
    handle: async ({ herder }, { params, body }) =>
      ok({ message: await herder.alterConnectorOffsets(params['connector']!, decode(body)) }),
  },
  {
    method: 'DELETE',
    path,
    role: 'operate',
    summary: 'Forget all offsets of a stopped connector.',
    handle: async ({ herder }, { params }) => ok({ message: await herder.resetConnectorOffsets(params['connector']!) }),
  },
]
