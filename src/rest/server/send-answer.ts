import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { toErrorAnswer } from '../error-mapper.ts'
import type { RestResponse } from '../route.ts'

/** In Node since 21; not yet in TypeScript's library. */
const exactJson = JSON as typeof JSON & { rawJSON(text: string): unknown }

/** Offsets may hold 64-bit integers: they are written as JSON numbers, exactly. */
const bigintAsNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? exactJson.rawJSON(value.toString()) : value

export function sendResponse(reply: FastifyReply, { status, headers = {}, body, text }: RestResponse): FastifyReply {
  reply.code(status).headers(headers)
  if (text !== undefined) return sendBytes(reply, text.type, text.content)
  if (body === undefined) return reply.send()
  return sendBytes(reply, 'application/json', JSON.stringify(body, bigintAsNumber))
}

export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body, isBare, headers } = toErrorAnswer(error)
  reply.code(status).headers(headers)
  return sendBytes(reply, isBare ? '' : 'application/json', JSON.stringify(body))
}

/** Bytes, so that Fastify adds no charset that Connect does not send; with an empty type past Fastify, which would put one of its own. */
function sendBytes(reply: FastifyReply, type: string, content: string): FastifyReply {
  const bytes = Buffer.from(content, 'utf8')
  if (type !== '') return reply.header('Content-Type', type).send(bytes)
  reply.hijack()
  reply.raw.writeHead(reply.statusCode, {
    ...reply.getHeaders(),
    'Content-Length': bytes.length,
  } as OutgoingHttpHeaders)
  reply.raw.end(bytes)
  return reply
}
