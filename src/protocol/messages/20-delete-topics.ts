import { defineApi } from '../define-api.ts'
import { array, int16, int32, string, struct, uuid } from '../schema/index.ts'

/** Deletes topics, by name or id. */
export const DeleteTopics = defineApi({
  key: 20,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexibleFrom: 4,
  request: struct({
    topics: array(struct({ name: string({ nullable: 6, default: null }), topicId: uuid() }), { since: 6 }),
    topicNames: array(string(), { until: 5 }),
    timeoutMs: int32(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    responses: array(
      struct({
        name: string({ nullable: 6 }),
        topicId: uuid({ since: 6 }),
        errorCode: int16(),
        errorMessage: string({ since: 5, nullable: 5, default: null }),
      }),
    ),
  }),
})
