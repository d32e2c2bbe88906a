import type { SchemaRegistryPort } from '../api/index.ts'
import {
  ConfigException,
  ConnectException,
  DataException,
  isConfigException,
  isDataException,
  isRetriable,
  JavaException,
  javaClassOf,
  RetriableException,
} from '../errors/index.ts'
import { createRegistryPort } from './registry-client.ts'

/** What is needed of a `MessagePort`. */
export interface PortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  off(event: 'message', listener: (message: unknown) => void): unknown
}

type Method = 'byId' | 'latest' | 'idFor'
type Props = Readonly<Record<string, unknown>>

interface Request {
  readonly kind: 'registry-request'
  readonly id: number
  readonly props: Props
  readonly method: Method
  readonly args: readonly unknown[]
}

interface Failure {
  readonly kind: 'config' | 'retriable' | 'data' | 'connect'
  readonly message: string
  readonly cause?: { readonly javaClass: string; readonly message: string }
}

interface Answer {
  readonly kind: 'registry-answer'
  readonly id: number
  readonly value?: unknown
  readonly failure?: Failure
}

const isA = <K extends string>(message: unknown, kind: K): message is { readonly kind: K } =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind

/**
 * Control thread: answers what `connectRegistry` asks on the other end of the port. One registry client serves all converters with the same settings. Other
 * messages on the port are left alone. Gives a function that stops it.
 */
export function serveRegistry(
  port: PortLike,
  open: (props: Props) => SchemaRegistryPort = createRegistryPort,
): () => void {
  const opened = new Map<string, SchemaRegistryPort>()
  const registryOf = (props: Props) => {
    const key = JSON.stringify(Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1)))
    const registry = opened.get(key) ?? open(props)
    opened.set(key, registry)
    return registry
  }
  const listener = (message: unknown) => {
    if (!isA(message, 'registry-request')) return
    const request = message as Request
    void answer(request, registryOf).then((result) => port.postMessage(result))
  }
  port.on('message', listener)
  return () => port.off('message', listener)
}

async function answer(request: Request, registryOf: (props: Props) => SchemaRegistryPort): Promise<Answer> {
  const { id, method, args, props } = request
  try {
    const registry = registryOf(props) as unknown as Record<Method, (...args: readonly unknown[]) => Promise<unknown>>
    return { kind: 'registry-answer', id, value: await registry[method](...args) }
  } catch (error) {
    return { kind: 'registry-answer', id, failure: failureOf(error) }
  }
}

function failureOf(error: unknown): Failure {
  const { message, cause } = error as Error
  return {
    kind: isConfigException(error)
      ? 'config'
      : isRetriable(error)
        ? 'retriable'
        : isDataException(error)
          ? 'data'
          : 'connect',
    message: message ?? String(error),
    ...(cause instanceof Error ? { cause: { javaClass: javaClassOf(cause), message: cause.message } } : {}),
  }
}

/** Only what the registry needs goes over the port: settings as texts. */
const plainProps = (props: Props): Props =>
  Object.fromEntries(
    Object.entries(props).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  )

/** Task thread: the registry of a converter's properties, asked through the port. Loads no registry client. */
export function connectRegistry(port: PortLike): (props: Props) => SchemaRegistryPort {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  port.on('message', (message) => {
    if (!isA(message, 'registry-answer')) return
    const { id, value, failure } = message as Answer
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (failure === undefined) waiter?.resolve(value)
    else waiter?.reject(errorOf(failure))
  })
  return (props) => {
    const settings = plainProps(props)
    const ask = (method: Method, ...args: readonly unknown[]) =>
      new Promise<never>((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
        port.postMessage({ kind: 'registry-request', id, props: settings, method, args } satisfies Request)
      })
    return {
      byId: (id, subject) => ask('byId', id, subject),
      latest: (subject) => ask('latest', subject),
      idFor: (subject, schema, options) => ask('idFor', subject, schema, options),
    }
  }
}

function errorOf({ kind, message, cause }: Failure): Error {
  const inner = cause === undefined ? undefined : new JavaException(cause.javaClass, cause.message)
  if (kind === 'config') return new ConfigException(message, inner)
  if (kind === 'retriable') return new RetriableException(message, inner)
  return kind === 'data' ? new DataException(message, inner) : new ConnectException(message, inner)
}
