import { isPipelineError, PipelineError, type PipelineErrorOptions } from '../../errors/index.ts'
import type { Clock } from '../clock.ts'
import type { Membership, MembershipEvents } from './membership.ts'
import type { TopicPartition } from './topic-partition.ts'

/** One end of a channel between two threads, such as a `MessagePort` or a part of one. */
export interface MembershipPort {
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

type Call = 'start' | 'commit' | 'committed' | 'generation' | 'rejoin' | 'leave'
type EventKind = 'onRevoked' | 'onAssigned' | 'onLost'

type ToControl =
  | { readonly type: 'call'; readonly id: number; readonly call: Call; readonly args: readonly unknown[] }
  | { readonly type: 'polled' }
  /** The event with this id has been dealt with. */
  | { readonly type: 'done'; readonly id: number; readonly error?: PlainError }

type ToData =
  | { readonly type: 'result'; readonly id: number; readonly value?: unknown; readonly error?: PlainError }
  | {
      readonly type: 'event'
      readonly id: number
      readonly kind: EventKind
      readonly partitions: readonly TopicPartition[]
    }
  | { readonly type: 'failed'; readonly error: PlainError }

interface PlainError {
  readonly code: PipelineError['code']
  readonly message: string
  readonly options: PipelineErrorOptions
}

/** Errors lose their class between threads; code, message and details go across. */
function toPlain(error: unknown): PlainError {
  if (isPipelineError(error)) {
    const { code, message, hint, retriable, details } = error
    return { code, message, options: { hint, retriable, details } }
  }
  return { code: 'SLW9001', message: error instanceof Error ? error.message : String(error), options: {} }
}

const fromPlain = ({ code, message, options }: PlainError) => new PipelineError(code, message, options)

/** How often the reading side reports that it is alive; far below any sensible `max.poll.interval.ms`. */
const POLLED_EVERY_MS = 200

/**
 * The control side: makes a membership on this thread usable through the port. When the reading thread ends without `leave`, the
 * host calls `membership.leave`, or else the group waits for `max.poll.interval.ms`.
 */
export function serveMembership(port: MembershipPort, membership: Membership): void {
  const open = new Map<number, { resolve(): void; reject(error: unknown): void }>()
  let events = 0
  const send = (message: ToData) => port.postMessage(message)
  const raise = (kind: EventKind) => (partitions: readonly TopicPartition[]) =>
    new Promise<void>((resolve, reject) => {
      const id = ++events
      open.set(id, { resolve, reject })
      send({ type: 'event', id, kind, partitions })
    })
  const handlers: MembershipEvents = {
    onRevoked: raise('onRevoked'),
    onAssigned: raise('onAssigned'),
    onLost: raise('onLost'),
    onFailed: (error) => send({ type: 'failed', error: toPlain(error) }),
  }
  const run = async (call: Call, args: readonly unknown[]): Promise<unknown> => {
    if (call === 'start') return membership.start(handlers)
    if (call === 'leave') for (const { resolve } of open.values()) resolve()
    return (membership[call] as (...args: readonly unknown[]) => unknown)(...args)
  }
  port.onMessage((received) => {
    const message = received as ToControl
    if (message.type === 'polled') membership.polled()
    else if (message.type === 'done') {
      const waiting = open.get(message.id)
      open.delete(message.id)
      if (message.error) waiting?.reject(fromPlain(message.error))
      else waiting?.resolve()
    } else {
      const { id } = message
      run(message.call, message.args).then(
        (value) => send({ type: 'result', id, value }),
        (error: unknown) => send({ type: 'result', id, error: toPlain(error) }),
      )
    }
  })
}

/** The reading side of `serveMembership`. */
export function remoteMembership(port: MembershipPort, groupId: string, clock: Clock): Membership {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let calls = 0
  let polledAt = Number.NEGATIVE_INFINITY
  let handlers: MembershipEvents | undefined
  const send = (message: ToControl) => port.postMessage(message)
  const call = <T>(name: Call, ...args: readonly unknown[]) =>
    new Promise<T>((resolve, reject) => {
      const id = ++calls
      open.set(id, { resolve: resolve as (value: unknown) => void, reject })
      send({ type: 'call', id, call: name, args })
    })
  port.onMessage((received) => {
    const message = received as ToData
    if (message.type === 'failed') handlers?.onFailed(fromPlain(message.error))
    else if (message.type === 'event') {
      const { id, kind, partitions } = message
      Promise.resolve(handlers?.[kind](partitions)).then(
        () => send({ type: 'done', id }),
        (error: unknown) => send({ type: 'done', id, error: toPlain(error) }),
      )
    } else {
      const waiting = open.get(message.id)
      open.delete(message.id)
      if (message.error) waiting?.reject(fromPlain(message.error))
      else waiting?.resolve(message.value)
    }
  })
  return {
    groupId,
    start(events) {
      handlers = events
      void call('start')
    },
    polled() {
      const now = clock.now()
      if (now - polledAt < POLLED_EVERY_MS) return
      polledAt = now
      send({ type: 'polled' })
    },
    commit: (offsets, timeoutMs) => call('commit', offsets, timeoutMs),
    committed: (partitions) => call('committed', partitions),
    generation: () => call('generation'),
    rejoin: (reason) => call('rejoin', reason),
    leave: (reason) => call('leave', reason),
  }
}
