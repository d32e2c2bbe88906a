import { bug } from '../errors/index.ts'
import type { Reader } from './reader.ts'
import type { Codec, Decoded, Encoded, Field } from './schema/field.ts'
import type { Writer } from './writer.ts'

export interface ApiDefinition<Req extends Field, Res extends Field> {
  /** Kafka's API key. */
  readonly key: number
  readonly name: string
  /** First and last version that is known here. */
  readonly versions: readonly [min: number, max: number]
  /** First version with compact lengths and tagged fields (KIP-482); none when absent. */
  readonly flexibleFrom?: number
  readonly request: Req
  readonly response: Res
}

/** One Kafka API: how its request and response bodies look in each version. Headers are in `headers.ts`. */
export interface Api<Req extends Field = Field, Res extends Field = Field> extends ApiDefinition<Req, Res> {
  isFlexible(version: number): boolean
  encodeRequest(writer: Writer, version: number, body: Encoded<Req>): void
  decodeRequest(reader: Reader, version: number): Decoded<Req>
  encodeResponse(writer: Writer, version: number, body: Encoded<Res>): void
  decodeResponse(reader: Reader, version: number): Decoded<Res>
}

/** What `decodeRequest` yields. */
export type RequestOf<A> = A extends Api<infer Req, infer _Res> ? Decoded<Req> : never
/** What `decodeResponse` yields. */
export type ResponseOf<A> = A extends Api<infer _Req, infer Res> ? Decoded<Res> : never
/** What `encodeRequest` takes: fields with a default may be left out. */
export type RequestInput<A> = A extends Api<infer Req, infer _Res> ? Encoded<Req> : never
/** What `encodeResponse` takes: fields with a default may be left out. */
export type ResponseInput<A> = A extends Api<infer _Req, infer Res> ? Encoded<Res> : never

/** Codecs are compiled per version, on first use. */
export function defineApi<const Req extends Field, const Res extends Field>(
  definition: ApiDefinition<Req, Res>,
): Api<Req, Res> {
  const { versions, flexibleFrom = Number.POSITIVE_INFINITY } = definition
  const requests: Codec[] = []
  const responses: Codec[] = []

  function codecOf(cache: Codec[], field: Field, version: number): Codec {
    const known = cache[version]
    if (known) return known
    if (!(version >= versions[0] && version <= versions[1])) {
      throw bug(`${definition.name} has no version ${version}`)
    }
    const codec = field.compile({ version, flexible: version >= flexibleFrom })
    cache[version] = codec
    return codec
  }

  return {
    ...definition,
    isFlexible: (version) => version >= flexibleFrom,
    encodeRequest: (writer, version, body) => codecOf(requests, definition.request, version).write(writer, body),
    decodeRequest: (reader, version) => codecOf(requests, definition.request, version).read(reader) as Decoded<Req>,
    encodeResponse: (writer, version, body) => codecOf(responses, definition.response, version).write(writer, body),
    decodeResponse: (reader, version) => codecOf(responses, definition.response, version).read(reader) as Decoded<Res>,
  }
}
