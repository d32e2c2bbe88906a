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

/** Bytes, so that Fastify adds no charset that Connect does not send; an empty type sends no Content-Type. */
function sendBytes(reply: FastifyReply, type: string, content: string): FastifyReply {
  if (type === '') reply.header('Content-Type', BARE)
  else reply.header('Content-Type', type)
  return reply.send(Buffer.from(content, 'utf8'))
}

/** Stands for "no Content-Type" until the answer is on its way: Fastify would put one of its own. */
export const BARE = 'none'
