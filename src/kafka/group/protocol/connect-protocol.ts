import { invalidMessage } from '../../../protocol/invalid-message.ts'
import { Reader } from '../../../protocol/reader.ts'
import { Writer } from '../../../protocol/writer.ts'
import { hashOfString, inHashOrder } from '../java-hash-order.ts'
import { readBytes, writeBytes } from './consumer-protocol.ts'

/**
 * The messages inside JoinGroup and SyncGroup for the protocol type `connect`, byte for byte as Java's `ConnectProtocol`
 * (version 0, `default`) and `IncrementalCooperativeConnectProtocol` (1, `compatible`; 2, `sessioned`) write them.
 * Versions 1 and 2 have the same fields; version 2 says that the member signs its internal requests (KIP-507).
 */
export const CONNECT_PROTOCOL_TYPE = 'connect'

export type ConnectProtocolVersion = 0 | 1 | 2
/** The protocol name a member offers for each version, most preferred last. */
export const connectProtocolNames = ['default', 'compatible', 'sessioned'] as const
export type ConnectProtocolName = (typeof connectProtocolNames)[number]

/** Assignment errors. */
export const CONNECT_NO_ERROR = 0
export const CONNECT_CONFIG_MISMATCH = 1

export interface ConnectTaskId {
  readonly connector: string
  readonly task: number
}

export interface ConnectAssignment {
  readonly error: number
  readonly leader: string | null
  readonly leaderUrl: string | null
  /** Offset of the last record of the config topic that the leader had read. */
  readonly configOffset: number
  readonly connectors: readonly string[]
  readonly tasks: readonly ConnectTaskId[]
  readonly revokedConnectors: readonly string[]
  readonly revokedTasks: readonly ConnectTaskId[]
  /** Milliseconds until the next scheduled rebalance; 0 for none. */
  readonly delayMs: number
}

export interface ConnectWorkerState {
  readonly url: string
  readonly configOffset: number
  /** From version 1: what the worker runs; null when it has no assignment yet. */
  readonly assignment: ConnectAssignment | null
}

export const emptyConnectAssignment: ConnectAssignment = {
  error: CONNECT_NO_ERROR,
  leader: null,
  leaderUrl: null,
  configOffset: -1,
  connectors: [],
  tasks: [],
  revokedConnectors: [],
  revokedTasks: [],
  delayMs: 0,
}

/** A connector among task numbers. */
const CONNECTOR_TASK = -1

export function encodeWorkerState(state: ConnectWorkerState, version: ConnectProtocolVersion): Buffer {
  const writer = new Writer()
  writer.int16(version)
  writer.string(state.url)
  writer.int64(BigInt(state.configOffset))
  if (version >= 1) {
    const held = state.assignment
    // Java sends no bytes, not an empty assignment, for a worker that has none.
    writeBytes(writer, held === null || held.leader === null ? null : encodeConnectAssignment(held, version))
  }
  return writer.toBuffer()
}

export function decodeWorkerState(bytes: Buffer): ConnectWorkerState & { version: number } {
  const reader = new Reader(bytes)
  const version = readVersion(reader)
  const url = reader.string()
  const configOffset = Number(reader.int64())
  const held = version >= 1 ? readBytes(reader) : null
  return { version, url, configOffset, assignment: held === null ? null : decodeConnectAssignment(held) }
}

export function encodeConnectAssignment(assignment: ConnectAssignment, version: ConnectProtocolVersion): Buffer {
  const writer = new Writer()
  writer.int16(version)
  writer.int16(assignment.error)
  writer.nullableString(assignment.leader)
  writer.nullableString(assignment.leaderUrl)
  writer.int64(BigInt(assignment.configOffset))
  // Java puts the assigned connectors into a HashSet first, the revoked ones not.
  writeWork(writer, inHashOrder([...new Set(assignment.connectors)], hashOfString), assignment.tasks)
  if (version >= 1) {
    writeWork(writer, assignment.revokedConnectors, assignment.revokedTasks)
    writer.int32(assignment.delayMs)
  }
  return writer.toBuffer()
}

export function decodeConnectAssignment(bytes: Buffer): ConnectAssignment {
  const reader = new Reader(bytes)
  const version = readVersion(reader)
  const error = reader.int16()
  const leader = reader.nullableString()
  const leaderUrl = reader.nullableString()
  const configOffset = Number(reader.int64())
  const assigned = readWork(reader)
  const revoked = version >= 1 ? readWork(reader) : { connectors: [], tasks: [] }
  return {
    error,
    leader,
    leaderUrl,
    configOffset,
    connectors: assigned.connectors,
    tasks: assigned.tasks,
    revokedConnectors: revoked.connectors,
    revokedTasks: revoked.tasks,
    // Java tolerates a missing trailing field.
    delayMs: version >= 1 && reader.remaining >= 4 ? reader.int32() : 0,
  }
}

function readVersion(reader: Reader): number {
  const version = reader.int16()
  if (version < 0) throw invalidMessage(`unsupported Connect protocol version ${version}`)
  return Math.min(version, 2)
}

function writeWork(writer: Writer, connectors: readonly string[], tasks: readonly ConnectTaskId[]): void {
  const work = new Map<string, number[]>()
  for (const connector of connectors) work.set(connector, [CONNECTOR_TASK])
  for (const { connector, task } of tasks) {
    const known = work.get(connector)
    if (known) known.push(task)
    else work.set(connector, [task])
  }
  writer.int32(work.size)
  for (const [connector, numbers] of work) {
    writer.string(connector)
    writer.int32(numbers.length)
    for (const number of numbers) writer.int32(number)
  }
}

function readWork(reader: Reader): { connectors: string[]; tasks: ConnectTaskId[] } {
  const connectors: string[] = []
  const tasks: ConnectTaskId[] = []
  const count = reader.int32()
  for (let left = count < 0 ? 0 : reader.claimElements(count, 6); left > 0; left--) {
    const connector = reader.string()
    for (let numbers = reader.claimElements(reader.int32(), 4); numbers > 0; numbers--) {
      const task = reader.int32()
      if (task === CONNECTOR_TASK) connectors.push(connector)
      else tasks.push({ connector, task })
    }
  }
  return { connectors, tasks }
}
