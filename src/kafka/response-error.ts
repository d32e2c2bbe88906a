import { ErrorCode } from '../protocol/index.ts'
import type { Target } from './cluster-target.ts'

const coordinatorMoved: ReadonlySet<number> = new Set([ErrorCode.NOT_COORDINATOR, ErrorCode.COORDINATOR_NOT_AVAILABLE])
const coordinatorErrors: ReadonlySet<number> = new Set([...coordinatorMoved, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS])
const controllerErrors: ReadonlySet<number> = new Set([ErrorCode.NOT_CONTROLLER])
const leaderErrors: ReadonlySet<number> = new Set([
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  74, // FENCED_LEADER_EPOCH
  75, // UNKNOWN_LEADER_EPOCH
  ErrorCode.REPLICA_NOT_AVAILABLE,
])
const none: ReadonlySet<number> = new Set()

/** The error codes that say: ask another broker, or this one a little later. */
function reroutingErrors(target: Target): ReadonlySet<number> {
  if (target === 'controller') return controllerErrors
  if (target === 'any' || 'node' in target) return none
  return 'leaderOf' in target ? leaderErrors : coordinatorErrors
}

/** The first code in the answer, at any depth, for which the request must be sent again; 0 without one. */
export function reroutingErrorIn(response: unknown, target: Target): number {
  const wanted = reroutingErrors(target)
  return wanted.size === 0 ? 0 : find(response, wanted)
}

export const hasCoordinatorMoved = (code: number): boolean => coordinatorMoved.has(code)

function find(value: unknown, wanted: ReadonlySet<number>): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'number') {
      if (wanted.has(field) && name.toLowerCase().endsWith('errorcode')) return field
    } else {
      const code = find(field, wanted)
      if (code !== 0) return code
    }
  }
  return 0
}
