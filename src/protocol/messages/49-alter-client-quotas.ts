import { defineApi } from '../define-api.ts'
import { array, bool, float64, int16, int32, string, struct } from '../schema/index.ts'

/** Changes client quotas. */
export const AlterClientQuotas = defineApi({
  key: 49,
  name: 'AlterClientQuotas',
  versions: [0, 1],
  flexibleFrom: 1,
  request: struct({
    entries: array(
      struct({
        entity: array(struct({ entityType: string(), entityName: string({ nullable: 0 }) })),
        ops: array(struct({ key: string(), value: float64(), remove: bool() })),
      }),
    ),
    validateOnly: bool(),
  }),
  response: struct({
    throttleTimeMs: int32({ default: 0 }),
    entries: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: 0 }),
        entity: array(struct({ entityType: string(), entityName: string({ nullable: 0 }) })),
      }),
    ),
  }),
})
