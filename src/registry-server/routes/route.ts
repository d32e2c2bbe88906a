import type { Registry } from '../registry.ts'

export interface RouteRequest {
  /** Parts of the path that stand for names, decoded. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  /** The body as JSON; null when there is none. */
  readonly body: unknown
}

/** An answer that is sent as it is instead of as JSON text of a value: schema texts. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/subjects/:subject/versions`: parts that start with a colon match anything. */
  readonly path: string
  handle(registry: Registry, request: RouteRequest): unknown
}

export const isTrue = (query: URLSearchParams, name: string): boolean => query.get(name)?.toLowerCase() === 'true'
