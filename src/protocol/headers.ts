import type { Api } from './define-api.ts'
import type { Reader } from './reader.ts'
import { type DeferredBytes, Writer } from './writer.ts'

export interface RequestHeader {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
}

const API_VERSIONS = 18

/** The part of a request header that has the same shape in every version. */
export function decodeRequestHeaderStart(reader: Reader): Omit<RequestHeader, 'clientId'> {
  return { apiKey: reader.int16(), apiVersion: reader.int16(), correlationId: reader.int32() }
}

/** The rest of a request header; `flexible` is that of the API and version (header v2 instead of v1). */
export function decodeRequestHeaderRest(reader: Reader, flexible: boolean): string | null {
  const clientId = reader.nullableString()
  if (flexible) reader.taggedFields()
  return clientId
}

export function encodeRequestHeader(writer: Writer, header: RequestHeader, flexible: boolean): void {
  writer.int16(header.apiKey)
  writer.int16(header.apiVersion)
  writer.int32(header.correlationId)
  // The client id keeps its old form in header v2, so that a broker can read it before it knows the version.
  writer.nullableString(header.clientId)
  if (flexible) writer.uvarint(0)
}

/** ApiVersions always has the old response header, since the client does not know yet what the broker speaks. */
export function hasFlexibleResponseHeader(api: Pick<Api, 'key' | 'isFlexible'>, version: number): boolean {
  return api.key !== API_VERSIONS && api.isFlexible(version)
}

export function encodeResponseHeader(writer: Writer, correlationId: number, flexible: boolean): void {
  writer.int32(correlationId)
  if (flexible) writer.uvarint(0)
}

/** Returns the correlation id. */
export function decodeResponseHeader(reader: Reader, flexible: boolean): number {
  const correlationId = reader.int32()
  if (flexible) reader.taggedFields()
  return correlationId
}

/** Size, header and body of a request, as buffers for one vectored write. */
export function encodeRequestFrame(
  api: Pick<Api, 'isFlexible'>,
  header: RequestHeader,
  writeBody: (writer: Writer) => void,
): Buffer[] {
  return frame((writer) => {
    encodeRequestHeader(writer, header, api.isFlexible(header.apiVersion))
    writeBody(writer)
  }).toBuffers()
}

/** Size, header and body of a response, as parts for one vectored write. */
export function encodeResponseFrame(
  api: Pick<Api, 'key' | 'isFlexible'>,
  version: number,
  correlationId: number,
  writeBody: (writer: Writer) => void,
): (Buffer | DeferredBytes)[] {
  return frame((writer) => {
    encodeResponseHeader(writer, correlationId, hasFlexibleResponseHeader(api, version))
    writeBody(writer)
  }).toParts()
}

function frame(write: (writer: Writer) => void): Writer {
  const writer = new Writer()
  const setSize = writer.reserveInt32()
  write(writer)
  setSize(writer.length - 4)
  return writer
}
