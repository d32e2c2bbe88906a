import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../../runtime/index.ts'
import { badRequest, HttpError } from '../http-error.ts'
import { entityName, exactIntegers, expectEntity, expectOnly, type Place, wrongKind } from '../json-body.ts'
import { ok, type RestRequest, type Route } from '../route.ts'

const path = '/connectors/:connector/offsets'

function decode({ body, rawBody }: RestRequest): ConnectorOffset[] {
  const object = expectEntity(body, 'ConnectorOffsets', { rawBody })
  if (object === null) {
    const call = `${entityName('ConnectorOffsets')}.offsets()`
    throw new HttpError(500, `Cannot invoke "${call}" because "offsets" is null`)
  }
  expectOnly(object, 'ConnectorOffsets', ['offsets'], { rawBody })
  const offsets = object['offsets'] ?? []
  const inList = { rawBody, path: ['offsets'], chain: [`${entityName('ConnectorOffsets')}["offsets"]`] }
  if (!Array.isArray(offsets)) throw wrongKind(`java.util.ArrayList<${entityName('ConnectorOffset')}>`, offsets, inList)
  if (offsets.length === 0) throw badRequest('Partitions / offsets need to be provided for an alter offsets request')
  const exact = exactIntegers(rawBody) as { readonly offsets: readonly ConnectorOffset[] }
  return offsets.map((entry: unknown, i) => {
    checkOne(entry, { ...inList, chain: [...inList.chain, `java.util.ArrayList[${i}]`] })
    const { partition, offset } = exact.offsets[i]!
    return { partition: partition ?? (null as unknown as OffsetMap), offset: offset ?? null }
  })
}

function checkOne(entry: unknown, place: Place): void {
  const offset = expectEntity(entry, 'ConnectorOffset', place)
  if (offset === null) {
    const call = `${entityName('ConnectorOffset')}.partition()`
    throw new HttpError(500, `Cannot invoke "${call}" because "offset" is null`)
  }
  expectOnly(offset, 'ConnectorOffset', ['partition', 'offset'], place)
  checkMap(offset, 'partition', place)
  checkMap(offset, 'offset', place)
}

function checkMap(entry: Record<string, unknown>, field: 'partition' | 'offset', place: Place): void {
  const value = entry[field] ?? null
  if (typeof value === 'object' && !Array.isArray(value)) return
  const chain = [...(place.chain ?? []), `${entityName('ConnectorOffset')}["${field}"]`]
  throw wrongKind('java.util.LinkedHashMap<java.lang.String,java.lang.Object>', value, {
    ...{ rawBody: place.rawBody, path: ['offsets', field] },
    chain,
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
    handle: async ({ herder }, request) =>
      ok({ message: await herder.alterConnectorOffsets(request.params['connector']!, decode(request)) }),
  },
  {
    method: 'DELETE',
    path,
    role: 'operate',
    summary: 'Forget all offsets of a stopped connector.',
    handle: async ({ herder }, { params }) => ok({ message: await herder.resetConnectorOffsets(params['connector']!) }),
  },
]
